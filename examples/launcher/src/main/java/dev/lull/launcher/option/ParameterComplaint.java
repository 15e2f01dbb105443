package dev.lull.launcher.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What is wrong with a command line, in one short sentence: picocli's are long where they quote their own option table. */
public final class ParameterComplaint {

    /** How picocli begins where a converter complains. */
    private static final Pattern INVALID_VALUE = Pattern.compile("Invalid value for option '[^']*'(?: \\([^)]*\\))?: ");

    private ParameterComplaint() {}

    /** Says it; what a converter complains of begins with the option's name and a colon. */
    public static String of(ParameterException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure.getArgSpec() instanceof CommandLine.Model.OptionSpec option) {
            Matcher preamble = INVALID_VALUE.matcher(message);
            if (preamble.lookingAt()) {
                return option.longestName() + ": " + message.substring(preamble.end());
            }
        }
        return message.isEmpty() ? message : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
