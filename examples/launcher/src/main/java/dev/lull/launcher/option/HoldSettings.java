package dev.lull.launcher.option;

import dev.lull.MonitorTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What keeps a service up beside its connections, checked.
 *
 * @param requests the holds
 * @param idleWhen how they go together
 * @param maxUnknown for how long one that cannot tell holds; empty for without an end
 */
public record HoldSettings(List<HoldRequest> requests, IdleWhen idleWhen, Optional<Duration> maxUnknown) {

    /** Makes the settings, of a copy of the list. */
    public HoldSettings {
        requests = List.copyOf(requests);
    }

    /** Tells whether one of them connects to a port that is watched. */
    public boolean asks(MonitorTarget target) {
        return requests.stream().anyMatch(request -> request.asks(target));
    }
}
