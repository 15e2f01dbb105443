package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.IdleShutdownPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JointPolicyTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static final IdleShutdownPolicy QUICK = IdleShutdownPolicy.builder(MINUTE)
            .startupGrace(HOUR)
            .maxUnreadable(MINUTE)
            .build();
    private static final IdleShutdownPolicy SLOW =
            IdleShutdownPolicy.builder(HOUR).maxUnreadable(HOUR).build();

    @Test
    void takesTheLongestOfEach() {
        IdleShutdownPolicy joint = JointPolicy.of(List.of(QUICK, SLOW));
        assertThat(joint.idleTimeout()).isEqualTo(HOUR);
        assertThat(joint.startupGrace()).isEqualTo(HOUR);
        assertThat(joint.maxUnreadable()).contains(HOUR);
        assertThat(JointPolicy.headStart(QUICK, List.of(QUICK, SLOW))).isEqualTo(HOUR.minus(MINUTE));
        assertThat(JointPolicy.headStart(SLOW, List.of(QUICK, SLOW))).isZero();
    }

    @Test
    void neverStopsUnreadableServicesUnlessEachOfThemAsksForThat() {
        IdleShutdownPolicy never = IdleShutdownPolicy.idleAfter(MINUTE);
        assertThat(JointPolicy.of(List.of(QUICK, never)).maxUnreadable()).isEmpty();
    }

    @Test
    void isThatOfAnOnlyOne() {
        assertThat(JointPolicy.of(List.of(QUICK))).hasToString(QUICK.toString());
    }
}
