package dev.lull.launcher;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds arguments that Java could not read. It decodes them by the encoding of the locale at its start (the system property
 * {@code sun.jnu.encoding}), with U+FFFD for each byte that has no meaning there: in the C locale for all but ASCII. Passed
 * on to COMMAND, or taken for a file's name, such an argument would be another one.
 */
final class LocaleArguments {

    private static final char REPLACEMENT = '\uFFFD';

    private LocaleArguments() {}

    /** Says which argument is unreadable, and what to do; empty if none is. */
    static Optional<String> complaint(String... arguments) {
        return Arrays.stream(arguments)
                .filter(argument -> argument.indexOf(REPLACEMENT) >= 0)
                .findFirst()
                .map(argument -> complaint(argument, System.getProperty("sun.jnu.encoding", "unknown")));
    }

    private static String complaint(String argument, String encoding) {
        String shown = argument.replace(REPLACEMENT, '?');
        return encoding.equals("UTF-8")
                ? "\"" + shown
                        + "\" is not UTF-8, as this locale demands: start Lull in the locale that it is written in"
                : "\"" + shown + "\" has characters that this locale's encoding, " + encoding
                        + ", does not have: start Lull in a UTF-8 locale, such as by LC_ALL=C.UTF-8";
    }
}
