package dev.lull.launcher.option;

import dev.lull.spi.Durations;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 90s}, {@code 5m}, {@code 1h30m}, {@code 2d}, or ISO-8601. */
public final class DurationText {

    private static final Pattern PARTS =
            Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");

    private DurationText() {}

    /** Parses one that must be above zero. */
    static Duration parsePositive(String text) {
        Duration duration = parse(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("\"" + text + "\" is nothing, expected a duration above zero");
        }
        return duration;
    }

    /** Parses one that may be zero. */
    static Duration parse(String text) {
        Duration duration;
        try {
            duration = text.regionMatches(true, 0, "P", 0, 1) ? Duration.parse(text) : parseParts(text);
        } catch (DateTimeParseException e) {
            throw expected(text);
        } catch (ArithmeticException | NumberFormatException e) {
            throw tooLong(text);
        }
        if (duration.isNegative()) {
            throw new IllegalArgumentException("\"" + text + "\" is negative, expected zero or more");
        }
        if (duration.compareTo(Durations.LONGEST) > 0) {
            throw tooLong(text);
        }
        return duration;
    }

    private static Duration parseParts(String text) {
        Matcher matcher = PARTS.matcher(text.toLowerCase(Locale.ROOT));
        if (text.isEmpty() || !matcher.matches()) {
            throw expected(text);
        }
        return Duration.ofDays(part(matcher, 1))
                .plusHours(part(matcher, 2))
                .plusMinutes(part(matcher, 3))
                .plusSeconds(part(matcher, 4))
                .plusMillis(part(matcher, 5));
    }

    private static long part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static IllegalArgumentException expected(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not a duration, expected one such as 90s, 5m, 1h30m or PT5M");
    }

    private static IllegalArgumentException tooLong(String text) {
        return new IllegalArgumentException("\"" + text + "\" is too long, expected at most 292 years");
    }
}
