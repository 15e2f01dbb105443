package dev.lull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Linux's time since boot, time asleep included: the first number of {@code /proc/uptime}, in seconds with two decimals
 * (proc(5); fs/proc/uptime.c takes it from {@code ktime_get_boottime_ts64}).
 */
final class UptimeClock implements NanoClock {

    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private UptimeClock() {}

    /** The uptime clock where its file can be read, else the JVM's own clock. */
    static NanoClock orSystem() {
        try {
            readUptimeNanos();
            return new UptimeClock();
        } catch (IOException | NumberFormatException unavailable) {
            return NanoClock.system();
        }
    }

    @Override
    public long nanoTime() {
        try {
            return readUptimeNanos();
        } catch (IOException | NumberFormatException e) {
            // It could be read before. An answer that jumps only makes the watcher begin the idle time again.
            return Long.MAX_VALUE;
        }
    }

    private static long readUptimeNanos() throws IOException {
        String text = Files.readString(UPTIME, StandardCharsets.US_ASCII);
        return parse(text);
    }

    /** Parses the file's text, such as {@code "5134.17 9870.05\n"}, into nanoseconds. */
    static long parse(String text) {
        int end = text.indexOf(' ');
        return (long) (Double.parseDouble(end < 0 ? text.strip() : text.substring(0, end)) * NANOS_PER_SECOND);
    }
}
