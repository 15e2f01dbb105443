package dev.lull.launcher.run;

import java.util.Map;

/** No strategy works here; the message gives each one's reason and cure. */
public final class CannotWatchException extends Exception {

    private static final long serialVersionUID = 1L;

    public CannotWatchException(String target, Map<String, String> reasons) {
        super(message(target, reasons));
    }

    private static String message(String target, Map<String, String> reasons) {
        StringBuilder text =
                new StringBuilder("no strategy can watch ").append(target).append(" here:");
        reasons.forEach((strategy, reason) ->
                text.append("\n  ").append(strategy).append(": ").append(reason));
        return text.append("\n\"lull doctor\" says more").toString();
    }
}
