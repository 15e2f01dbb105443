package dev.lull.launcher.option;

import dev.lull.launcher.console.LogLevel;
import dev.lull.launcher.console.LogStyle;
import dev.lull.launcher.console.UsageException;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a run is told on the standard error stream. */
public final class LogOptionsMixin {

    private static final String JSON = "json";
    private static final List<String> FORMATS = List.of("text", JSON);

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            converter = Format.class,
            completionCandidates = Formats.class,
            description = "What is said on the standard error: lines for people, or one JSON object a line. Default:"
                    + " text.")
    private String format = "text";

    @Option(
            names = {"-q", "--quiet"},
            description = "Say only what ends, and what is not as it should be.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say also what each look found, and what follows from it.")
    private boolean verbose;

    /**
     * Returns what the options ask for.
     *
     * @throws UsageException if they contradict each other
     */
    public LogStyle style() {
        if (quiet && verbose) {
            throw new UsageException("--quiet and --verbose exclude each other: say less, or say more");
        }
        LogLevel least = quiet ? LogLevel.NOTICE : verbose ? LogLevel.DEBUG : LogLevel.INFO;
        return LogStyle.ofStandardError(format.equals(JSON), least);
    }

    /** What there is to complete. */
    static final class Formats extends java.util.ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Formats() {
            super(FORMATS);
        }
    }

    /** Reads {@code --log-format}. */
    static final class Format implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!FORMATS.contains(text)) {
                throw new TypeConversionException("\"" + text + "\", expected " + String.join(" or ", FORMATS));
            }
            return text;
        }
    }
}
