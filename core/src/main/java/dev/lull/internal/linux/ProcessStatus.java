package dev.lull.internal.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What {@code /proc/PID/status} says of one process, lines of {@code Name:<tab>value}; see proc_pid_status(5). Only here
 * are those lines taken apart. Needs no native code. Immutable.
 */
public final class ProcessStatus {

    private final Map<String, String> values;

    private ProcessStatus(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Reads such a file.
     *
     * @param file such as {@code /proc/self/status}, or a thread's
     * @return what it says; nothing at all if it cannot be read
     */
    public static ProcessStatus read(Path file) {
        Map<String, String> values = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    values.put(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                }
            }
        } catch (IOException notLinuxOrGone) {
            values.clear();
        }
        return new ProcessStatus(values);
    }

    /**
     * Reads what is said of this process.
     *
     * @return what {@code /proc/self/status} says; nothing at all if it cannot be read
     */
    public static ProcessStatus ofThisProcess() {
        return read(Path.of("/proc/self/status"));
    }

    /**
     * Returns one line's value.
     *
     * @param name what stands before the colon, such as {@code "CapEff"}
     * @return what stands behind it; empty if there is no such line
     */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * Returns a mask of bits, such as {@code CapEff} (effective capabilities) or {@code SigIgn} (ignored signals).
     *
     * @param name what stands before the colon
     * @return the mask; empty if there is no such line
     */
    public OptionalLong mask(String name) {
        try {
            return values.containsKey(name)
                    ? OptionalLong.of(Long.parseUnsignedLong(values.get(name), 16))
                    : OptionalLong.empty();
        } catch (NumberFormatException noMask) {
            return OptionalLong.empty();
        }
    }

    /**
     * Returns the mode of seccomp(2).
     *
     * @return 0 none, 1 strict, 2 a filter; empty if it is not said
     */
    public OptionalInt seccomp() {
        return value("Seccomp")
                .filter(mode -> mode.matches("[0-9]"))
                .map(mode -> OptionalInt.of(Integer.parseInt(mode)))
                .orElse(OptionalInt.empty());
    }
}
