package dev.lull.proxy.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many connections the process's descriptors suffice for, by Linux's {@code /proc/self/limits} (proc(5)). Beyond that
 * accepted clients would hold the descriptors that their own way to the service needs.
 */
final class DescriptorLimit {

    private static final int WITHOUT_LIMITS = 10_000;
    private static final int FOR_EVERYTHING_ELSE = 256;
    private static final String LINE = "Max open files";

    private DescriptorLimit() {}

    static int connections() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"), StandardCharsets.US_ASCII)) {
                if (line.startsWith(LINE)) {
                    String soft = line.substring(LINE.length()).strip().split("\\s+", 2)[0];
                    long descriptors = soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
                    return connections(descriptors);
                }
            }
        } catch (IOException | NumberFormatException e) {
            return WITHOUT_LIMITS; // another system
        }
        return WITHOUT_LIMITS;
    }

    static int connections(long descriptors) {
        long spare = Math.min(FOR_EVERYTHING_ELSE, descriptors / 2);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (descriptors - spare) / 2));
    }
}
