package dev.lull.internal.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says of one process; see proc_pid_stat(5). Only here is that line taken apart. Needs no
 * native code. Times are in ticks of {@value #TICKS_PER_SECOND} a second.
 *
 * @param pid its number
 * @param state the letter of its state, such as {@code 'S'} or {@code 'Z'}
 * @param parent its parent's number, 0 for none in this namespace
 * @param ownTicks time that it has spent on a processor
 * @param reapedTicks the same of children that ended and were waited for
 * @param startTicks when it began, since the start of the machine: with the number it tells a process from a later one
 *     that got the same number
 */
public record ProcessStat(long pid, char state, long parent, long ownTicks, long reapedTicks, long startTicks) {

    /** {@code USER_HZ} on every architecture that Lull runs on: include/asm-generic/param.h. */
    public static final int TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");

    // Counted from the state, which is the third field of the line and the first one after the name.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int REAPED_USER = 13;
    private static final int REAPED_SYSTEM = 14;
    private static final int START = 19;

    /**
     * Looks at a process.
     *
     * @param pid its number
     * @return what is said of it; empty if there is none of that number, or no {@code /proc} of this kind
     */
    public static Optional<ProcessStat> of(long pid) {
        return read(PROC.resolve(String.valueOf(pid)).resolve("stat"));
    }

    /**
     * Tells whether processes can be looked at here at all: whether a proc file system is mounted at {@code /proc}.
     *
     * @return true if this process can
     */
    public static boolean isReadable() {
        return read(PROC.resolve("self/stat")).isPresent();
    }

    /**
     * Reads such a file.
     *
     * @param file {@code /proc/PID/stat}
     * @return what it says; empty if it is gone or says something else
     */
    public static Optional<ProcessStat> read(Path file) {
        try {
            return Optional.of(parse(Files.readString(file, StandardCharsets.ISO_8859_1)));
        } catch (IOException | IllegalArgumentException gone) { // ESRCH, where it ended between open and read
            return Optional.empty();
        }
    }

    /**
     * Takes the line apart.
     *
     * @param line of {@code /proc/PID/stat}
     * @return what it says
     * @throws IllegalArgumentException if it is no such line
     */
    public static ProcessStat parse(String line) {
        int nameBegin = line.indexOf(" (");
        int nameEnd = line.lastIndexOf(')'); // a name may contain spaces and brackets
        String[] fields = nameEnd < 0
                ? new String[0]
                : line.substring(nameEnd + 1).strip().split(" ", -1);
        if (nameBegin < 0 || fields.length <= START || fields[0].length() != 1) {
            throw new IllegalArgumentException("\"" + line.strip() + "\", expected a line of /proc/PID/stat");
        }
        return new ProcessStat(
                Long.parseLong(line.substring(0, nameBegin)),
                fields[0].charAt(0),
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]),
                Long.parseLong(fields[REAPED_USER]) + Long.parseLong(fields[REAPED_SYSTEM]),
                Long.parseLong(fields[START]));
    }

    /**
     * Tells whether it runs no more and only waits for its parent to take notice: a zombie, or one that is being taken
     * away ({@code Z}, {@code X}).
     *
     * @return true if it has ended
     */
    public boolean hasEnded() {
        return state == 'Z' || state == 'X';
    }
}
