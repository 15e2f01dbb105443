package dev.lull.launcher.option;

import dev.lull.spi.Durations;
import java.time.Duration;

/**
 * How often COMMAND may be woken.
 *
 * @param starts how often; above zero
 * @param window in how long; above zero
 */
public record StartLimit(int starts, Duration window) {

    /** Parses {@code N/DURATION}. */
    static StartLimit parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("\"" + text + "\" has no duration, expected N/DURATION such as 10/1h");
        }
        String number = text.substring(0, slash);
        if (!number.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(
                    "\"" + number + "\" is not a number from 1 on, expected N/DURATION such as 10/1h");
        }
        return new StartLimit(Integer.parseInt(number), DurationText.parsePositive(text.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return starts + "/" + Durations.text(window);
    }
}
