package dev.lull.launcher.run;

import dev.lull.IdleShutdownPolicy;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes one policy of those of several services: whatever it allows, each of them allows. */
final class JointPolicy {

    private JointPolicy() {}

    /** Makes it; one of several that never puts up with looks that fail has the say for all. */
    static IdleShutdownPolicy of(List<IdleShutdownPolicy> policies) {
        IdleShutdownPolicy.Builder joint = IdleShutdownPolicy.builder(longestIdle(policies))
                .startupGrace(longest(
                        policies.stream().map(IdleShutdownPolicy::startupGrace).toList()));
        List<Duration> unreadable = policies.stream()
                .map(IdleShutdownPolicy::maxUnreadable)
                .flatMap(Optional::stream)
                .toList();
        return unreadable.size() == policies.size()
                ? joint.maxUnreadable(longest(unreadable)).build()
                : joint.build();
    }

    /** Returns how much earlier than it was the latest activity of a service counts among the others. */
    static Duration headStart(IdleShutdownPolicy own, List<IdleShutdownPolicy> all) {
        return longestIdle(all).minus(own.idleTimeout());
    }

    private static Duration longestIdle(List<IdleShutdownPolicy> policies) {
        return longest(policies.stream().map(IdleShutdownPolicy::idleTimeout).toList());
    }

    private static Duration longest(List<Duration> durations) {
        return durations.stream().max(Comparator.naturalOrder()).orElseThrow();
    }
}
