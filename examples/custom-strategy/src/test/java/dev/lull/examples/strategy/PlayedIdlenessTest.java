package dev.lull.examples.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lull.Connection;
import dev.lull.IdleShutdownPolicy;
import dev.lull.Verdict;
import dev.lull.contract.ManualClock;
import dev.lull.contract.PlayedMonitor;
import dev.lull.contract.RecordingListener;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a program tests what it decides, without a socket and without waiting. */
class PlayedIdlenessTest {

    private final ManualClock clock = new ManualClock();
    private final PlayedMonitor monitor = new PlayedMonitor(clock);
    private final IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofMinutes(5));
    private final long openedAtNanos = clock.nanoTime();

    private Verdict verdict() {
        return policy.evaluate(openedAtNanos, monitor.read(), List.of());
    }

    @Test
    void staysUpForSomebodyHoweverLong() {
        monitor.opens();
        clock.advance(Duration.ofHours(1));
        assertThat(verdict()).isInstanceOf(Verdict.KeepRunning.class);
    }

    @Test
    void stopsWhenTheLastOneHasBeenGoneForFiveMinutes() {
        RecordingListener heard = new RecordingListener();
        monitor.subscribe(heard);
        Connection client = monitor.opens();
        clock.advance(Duration.ofHours(1));
        monitor.closes(client);
        clock.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(verdict()).isInstanceOf(Verdict.KeepRunning.class);
        clock.advance(Duration.ofNanos(1));
        assertThat(verdict()).isEqualTo(new Verdict.ShutDown(Duration.ofMinutes(5)));
        assertThat(heard.story()).containsExactly("opened 1", "closed 0");
    }

    @Test
    void staysUpWhileItCannotBeTold() {
        monitor.becomesUnreadable("played");
        clock.advance(Duration.ofHours(1));
        assertThat(verdict()).isInstanceOf(Verdict.KeepRunning.class);
        monitor.becomesReadable();
        assertThat(verdict()).isInstanceOf(Verdict.ShutDown.class);
    }

    @Test
    void refusesToCloseWhatIsNotOpen() {
        Connection client = monitor.opens();
        monitor.closes(client);
        assertThatIllegalArgumentException().isThrownBy(() -> monitor.closes(client));
    }
}
