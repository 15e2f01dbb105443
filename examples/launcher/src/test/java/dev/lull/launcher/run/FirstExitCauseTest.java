package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.launcher.process.UnixSignal;
import dev.lull.launcher.report.event.ExitCause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FirstExitCauseTest {

    private final ExitCause.Idle idle = new ExitCause.Idle(Duration.ofSeconds(5));
    private final ExitCause commandEnded = new ExitCause.CommandEnded(3);
    private final ExitCause signalled = new ExitCause.Signalled(new UnixSignal("TERM", 15), true);

    private int watchingStopped;
    private final FirstExitCause endings = new FirstExitCause(() -> watchingStopped++);

    @Test
    void theFirstReasonCounts() throws InterruptedException {
        assertThat(endings.offer(commandEnded)).isTrue();
        assertThat(endings.offer(signalled)).isFalse();
        assertThat(endings.offer(idle)).isFalse();
        assertThat(endings.await()).isEqualTo(commandEnded);
    }

    @Test
    void anIdleStopThatFailsLeavesItsPlaceToWhatCameMeanwhile() throws InterruptedException {
        endings.offer(idle);
        assertThat(watchingStopped)
                .as("the watcher ends by itself after its own stop")
                .isZero();
        endings.offer(signalled);
        endings.takeBack(idle);
        assertThat(endings.await()).isEqualTo(signalled);
        assertThat(watchingStopped).isOne();
    }

    @Test
    void isWaitedForNoLongerThanAsked() throws InterruptedException {
        assertThat(endings.within(Duration.ofMillis(1))).isFalse();
        endings.offer(signalled);
        assertThat(endings.within(Duration.ofDays(1))).isTrue();
    }
}
