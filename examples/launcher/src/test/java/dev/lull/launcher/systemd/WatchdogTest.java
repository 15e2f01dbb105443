package dev.lull.launcher.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.Reading;
import dev.lull.Verdict;
import dev.lull.Wake;
import dev.lull.contract.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The watchdog of a service manager is kept from firing by a loop that lives, and by nothing else. */
class WatchdogTest {

    private static final Duration TIMEOUT = Duration.ofMillis(10);
    private static final int SEVERAL = 5;

    private final ManualClock clock = new ManualClock();
    private final LoopPulse pulse = new LoopPulse(clock);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger fed = new AtomicInteger();
    private Optional<Watchdog> watchdog = Optional.empty();

    private void start(Runnable loop) {
        watchdog = Optional.of(Watchdog.start(
                TIMEOUT,
                List.of(new ServiceManager.Loop(pulse, () -> {
                    asked.incrementAndGet();
                    loop.run();
                })),
                fed::incrementAndGet));
    }

    @AfterEach
    void close() {
        watchdog.ifPresent(Watchdog::close);
    }

    private void look() {
        pulse.onLook(new Reading.Unreadable(0, "of no matter"), new Verdict.ShutDown(TIMEOUT));
    }

    @Test
    void livesAsLongAsTheLoopLooksWhenAsked() {
        start(this::look);
        await().until(() -> fed.get() >= SEVERAL);
        assertThat(asked).hasPositiveValue();
    }

    @Test
    void diesOfALoopThatDoesNotLook() {
        start(() -> {});
        await().until(() -> asked.get() >= SEVERAL);
        assertThat(fed).hasValue(0);
    }

    @Test
    void livesWhileTheLoopWaitsForAProgram() throws Exception {
        pulse.during(() -> {
            start(() -> {});
            await().until(() -> fed.get() >= SEVERAL);
            return asked;
        });
        int before = asked.get();
        await().until(() -> asked.get() >= before + SEVERAL);
        int last = fed.get();
        await().until(() -> asked.get() >= before + 2 * SEVERAL);
        assertThat(fed).hasValue(last);
    }

    @Test
    void livesThroughThePauseAfterAWakeThatFailed() {
        pulse.onNotWoken(
                new Wake(Wake.Cause.ASKED, Optional.empty()),
                new IllegalStateException("broken"),
                Duration.ofMinutes(1));
        start(() -> {});
        await().until(() -> fed.get() >= SEVERAL);
        clock.advance(Duration.ofMinutes(1));
        int before = asked.get();
        await().until(() -> asked.get() >= before + SEVERAL);
        assertThat(asked).hasValueGreaterThan(before);
    }
}
