package dev.lull.bench.machine;

import dev.lull.internal.linux.ProcessStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The first line of {@code /proc/stat}: what all processors did since the machine started; see proc_stat(5).
 *
 * @param processTicks in processes and in the kernel for them, in ticks of 10 ms; without interrupts, which belong to no
 *     process
 * @param stolenTicks taken by the host for another guest
 */
public record MachineCpu(long processTicks, long stolenTicks) {

    static final long NANOS_PER_TICK = TimeUnit.SECONDS.toNanos(1) / ProcessStat.TICKS_PER_SECOND;

    private static final int USER = 1;
    private static final int NICE = 2;
    private static final int SYSTEM = 3;
    private static final int STOLEN = 8;

    public static MachineCpu now() throws IOException {
        return parse(Files.readString(Path.of("/proc/stat")));
    }

    /**
     * Reads the file's text.
     *
     * @throws IllegalArgumentException if its first line is not the one expected
     */
    static MachineCpu parse(String text) {
        String line = text.lines().findFirst().orElse("");
        String[] fields = line.split(" +", -1);
        if (!fields[0].equals("cpu") || fields.length <= STOLEN) {
            throw new IllegalArgumentException("/proc/stat: \"" + line + "\"");
        }
        return new MachineCpu(
                Long.parseLong(fields[USER]) + Long.parseLong(fields[NICE]) + Long.parseLong(fields[SYSTEM]),
                Long.parseLong(fields[STOLEN]));
    }

    /**
     * How much of the machine was not this run's.
     *
     * @param before an earlier reading
     * @param ownNanos what this run's processes used in between
     * @param tookNanos the time in between
     * @param processors of the machine
     * @return between 0 and 1
     */
    public double foreignShare(MachineCpu before, long ownNanos, long tookNanos, int processors) {
        long all = (processTicks - before.processTicks + stolenTicks - before.stolenTicks) * NANOS_PER_TICK;
        return Math.max(0, Math.min(1, (double) (all - ownNanos) / ((double) tookNanos * processors)));
    }
}
