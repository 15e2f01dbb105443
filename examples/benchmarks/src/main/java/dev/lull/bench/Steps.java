package dev.lull.bench;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** The names of all that can be measured or fail; those of {@link #ids()} can be asked for. */
final class Steps {

    static final String START = "start";
    static final String CHECK = "check";
    static final String MEMORY = "memory";
    static final String CALLS = "calls";
    static final String EVENTS = "events";
    static final String LOOKS = "looks";
    static final String IDLE_STOP = "idle-stop";

    private Steps() {}

    static Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        Arrays.stream(Workload.values()).map(Workload::id).forEach(ids::add);
        ids.addAll(Set.of(START, MEMORY, CALLS, EVENTS, LOOKS, IDLE_STOP));
        return ids;
    }

    /** The step that a metric comes from. */
    static String of(Metric metric) {
        String family = metric.id().split("[.]", 2)[0];
        return switch (family) {
            case "rss" -> MEMORY;
            case "event" -> EVENTS;
            case "look" -> LOOKS;
            default -> family;
        };
    }
}
