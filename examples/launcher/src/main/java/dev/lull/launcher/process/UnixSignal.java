package dev.lull.launcher.process;

import java.util.List;
import java.util.Locale;

/**
 * A signal.
 *
 * @param name without SIG, such as {@code "TERM"}
 * @param number this platform's number
 */
public record UnixSignal(String name, int number) {

    /** What asks COMMAND to end unless something else is said. */
    public static final UnixSignal TERM = new UnixSignal("TERM", 15);

    /** Of signal(7), Linux on x86-64 and arm64, in the order of their numbers from 1 on. */
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    /** The first of the real-time signals that the C library leaves to programs (signal(7)). */
    private static final int RTMIN = 34;

    private static final int RTMAX = 64;

    private static final int KILL = NAMES.indexOf("KILL") + 1;
    private static final int STOP = NAMES.indexOf("STOP") + 1;

    /**
     * Parses a name, with SIG or without, or a number.
     *
     * @param text such as {@code "INT"}, {@code "SIGQUIT"}, {@code "RTMIN+3"} or {@code "2"}
     * @throws IllegalArgumentException if it is no signal; the message lists those there are
     */
    public static UnixSignal parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring("SIG".length()) : upper;
        int number = NAMES.indexOf(name) + 1;
        if (number == 0 && name.matches("[0-9]{1,2}")) {
            number = Integer.parseInt(name);
        } else if (name.matches("RTMIN(\\+[0-9]{1,2})?")) {
            number = RTMIN + (name.equals("RTMIN") ? 0 : Integer.parseInt(name.substring("RTMIN+".length())));
        }
        boolean exists = (number >= 1 && number <= NAMES.size()) || (number >= RTMIN && number <= RTMAX);
        if (!exists) {
            throw new IllegalArgumentException("\"" + text + "\" is not a signal, expected one of "
                    + String.join(", ", NAMES) + ", RTMIN to RTMIN+" + (RTMAX - RTMIN) + ", or its number");
        }
        if (number == KILL || number == STOP) {
            throw new IllegalArgumentException("\"" + text + "\" cannot be handled by COMMAND, expected one that can: "
                    + "SIGKILL comes after --kill-after anyway, and SIGSTOP ends nothing");
        }
        return new UnixSignal(number <= NAMES.size() ? NAMES.get(number - 1) : "RTMIN+" + (number - RTMIN), number);
    }

    /** Tells whether it asks Lull to end; the others are COMMAND's own business. */
    public boolean asksToEnd() {
        return name.equals("TERM") || name.equals("INT");
    }

    @Override
    public String toString() {
        return "SIG" + name;
    }
}
