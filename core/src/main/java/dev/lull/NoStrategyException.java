package dev.lull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says that none of several strategies works here, or can open the target. The message gives the reason and the cure of
 * each.
 */
public final class NoStrategyException extends StrategyException {

    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, String> passedOver;

    NoStrategyException(Map<String, String> passedOver) {
        super(message(passedOver));
        this.passedOver = new LinkedHashMap<>(passedOver);
    }

    /** None is there at all, so that there is none to give a reason for. */
    NoStrategyException(String message) {
        super(message);
        this.passedOver = new LinkedHashMap<>();
    }

    private static String message(Map<String, String> passedOver) {
        List<String> reasons = new ArrayList<>();
        passedOver.forEach((name, reason) -> reasons.add(name + ": " + reason));
        return "no strategy works here: " + String.join(" | ", reasons);
    }

    /**
     * Returns the reasons.
     *
     * @return each strategy's name, in order of preference, and why it is not used; unmodifiable, and empty where no
     *     strategy is installed
     */
    public Map<String, String> passedOver() {
        return Collections.unmodifiableMap(passedOver);
    }
}
