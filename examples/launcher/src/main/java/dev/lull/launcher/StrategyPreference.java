package dev.lull.launcher;

import java.util.List;

/**
 * Strategies in order of preference.
 *
 * @param names their names, at least one
 * @param chosenByUser whether the user named them; of the defaults those that are not installed are passed over
 */
record StrategyPreference(List<String> names, boolean chosenByUser) {

    static final StrategyPreference OBSERVING = new StrategyPreference(List.of("ebpf", "procfs"), false);
    static final StrategyPreference IN_PATH = new StrategyPreference(List.of("proxy"), false);

    StrategyPreference {
        names = List.copyOf(names);
    }
}
