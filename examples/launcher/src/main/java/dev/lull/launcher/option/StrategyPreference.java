package dev.lull.launcher.option;

import java.util.List;

/**
 * Strategies in order of preference.
 *
 * @param names their names, at least one
 * @param chosenByUser whether the user named them; of the defaults those that are not installed are passed over
 */
public record StrategyPreference(List<String> names, boolean chosenByUser) {

    public static final StrategyPreference OBSERVING = new StrategyPreference(List.of("ebpf", "procfs"), false);
    public static final StrategyPreference IN_PATH = new StrategyPreference(List.of("ebpf", "proxy"), false);

    /** Where the socket to listen at is passed to Lull, which only a relay can take. */
    public static final StrategyPreference RELAY = new StrategyPreference(List.of("proxy"), false);

    public StrategyPreference {
        names = List.copyOf(names);
    }
}
