package dev.lull.bench;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names of all that can be measured or fail; those of {@link #ids()} can be asked for. */
final class Steps {

    static final String START = "start";
    static final String CHECK = "check";
    static final String MEMORY = "memory";
    /** Far more idle connections; only when asked for. */
    static final String MEMORY_9500 = "memory-9500";
    /** System calls while there is nothing to do. */
    static final String REST = "rest";
    /** System calls for each request, byte and connection. */
    static final String CALLS = "calls";

    static final String EVENTS = "events";
    static final String LOOKS = "looks";
    static final String IDLE_STOP = "idle-stop";

    private Steps() {}

    static Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        Arrays.stream(Workload.values()).map(Workload::id).forEach(ids::add);
        ids.addAll(List.of(START, MEMORY, MEMORY_9500, REST, CALLS, EVENTS, LOOKS, IDLE_STOP));
        return ids;
    }

    /** The step that a metric comes from. */
    static String of(Metric metric) {
        String family = metric.id().split("[.]", 2)[0];
        return switch (family) {
            case "rss" -> metric == Metric.MEMORY_9500 ? MEMORY_9500 : MEMORY;
            case "calls" -> metric == Metric.CALLS_REST || metric == Metric.CALLS_QUIET ? REST : CALLS;
            case "event" -> EVENTS;
            case "look" -> LOOKS;
            default -> family;
        };
    }
}
