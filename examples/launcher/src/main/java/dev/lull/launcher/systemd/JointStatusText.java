package dev.lull.launcher.systemd;

import dev.lull.launcher.report.event.ServiceEvent;
import dev.lull.launcher.report.event.ServiceOverEvent;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in a few words how several services stand, and only when that has changed. Not safe for use by several threads. */
final class JointStatusText {

    private final Clock clock;
    private final Map<String, StatusText> texts = new LinkedHashMap<>();
    private final Map<String, String> words = new LinkedHashMap<>();

    JointStatusText(Clock clock) {
        this.clock = clock;
    }

    /** Returns what an event changes; empty if nothing. */
    Optional<String> after(ServiceEvent event) {
        Optional<String> changed = event.event() instanceof ServiceOverEvent
                ? Optional.of("over")
                : texts.computeIfAbsent(event.service(), name -> new StatusText(clock))
                        .after(event.event());
        changed.ifPresent(text -> words.put(event.service(), text));
        return changed.map(text -> all());
    }

    private String all() {
        long idle = words.values().stream()
                .filter(text -> text.startsWith("idle") || text.startsWith("asleep"))
                .count();
        return idle + " of " + words.size() + " idle ("
                + words.entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue())
                        .collect(Collectors.joining("; "))
                + ")";
    }
}
