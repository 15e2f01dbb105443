package dev.lull.launcher.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.NanoClock;
import dev.lull.Wake;
import dev.lull.launcher.report.event.ActiveEvent;
import dev.lull.launcher.report.event.AsleepEvent;
import dev.lull.launcher.report.event.AwakeEvent;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.IdleEvent;
import dev.lull.launcher.report.event.StoppingEvent;
import dev.lull.launcher.report.event.UnreadableEvent;
import dev.lull.launcher.report.event.WakingEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a service manager is told of a run. */
class ServiceManagerTest {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final List<String> told = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T14:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final ServiceManager manager =
            new ServiceManager(Optional.of(message -> told.add(message.strip())), Optional.empty(), clock);

    private void idleFor(Duration time) {
        manager.accept(new IdleEvent("procfs", time, TEN_MINUTES.minus(time), false, false, true));
    }

    @Test
    void saysOnceThatItIsReadyAndOnceThatItStops() {
        manager.ready(List.of(new ServiceManager.Loop(new LoopPulse(NanoClock.system()), () -> {})));
        manager.stopping();
        manager.stopping();
        assertThat(told).containsExactly("READY=1", "STOPPING=1");
    }

    @Test
    void isNotReadyOnceItStops() {
        manager.stopping();
        manager.ready(List.of(new ServiceManager.Loop(new LoopPulse(NanoClock.system()), () -> {})));
        assertThat(told).containsExactly("STOPPING=1");
    }

    @Test
    void saysWhenItWillStopAndNotAgainWhileThatStays() {
        for (int seconds = 0; seconds < 20; seconds += 5) {
            idleFor(Duration.ofSeconds(seconds));
            now = now.plusSeconds(5).plusMillis(3);
        }
        manager.accept(new ActiveEvent("procfs", 1, false));
        manager.accept(new ActiveEvent("procfs", 2, true));
        idleFor(Duration.ZERO);
        assertThat(told)
                .containsExactly(
                        "STATUS=idle since 2026-11-24 14:00:00, stopping at 2026-11-24 14:10:00",
                        "STATUS=in use",
                        "STATUS=idle since 2026-11-24 14:00:20, stopping at 2026-11-24 14:10:20");
    }

    @Test
    void tellsSleepAndWakeAndNoDryRun() {
        ExitCause.Idle idle = new ExitCause.Idle(TEN_MINUTES);
        Wake wake = new Wake(Wake.Cause.ASKED, Optional.empty());
        manager.accept(StoppingEvent.dryRun("procfs", "sshd", idle));
        manager.accept(StoppingEvent.because("procfs", "sshd", idle));
        manager.accept(
                new AsleepEvent("procfs", "sshd", AsleepEvent.Way.STOPPED, "", TEN_MINUTES, Duration.ofSeconds(1)));
        manager.accept(new WakingEvent("procfs", "sshd", wake));
        manager.accept(new AwakeEvent("procfs", "sshd", wake, Duration.ofSeconds(1)));
        assertThat(told)
                .containsExactly(
                        "STATUS=stopping: idle for 10m",
                        "STATUS=asleep (stopped), until somebody connects",
                        "STATUS=waking",
                        "STATUS=awake");
    }

    @Test
    void keepsAStatusOnOneLine() {
        manager.accept(new UnreadableEvent("procfs", "broken\nREADY=1", false));
        assertThat(told).containsExactly("STATUS=cannot tell whether anybody is connected: broken READY=1");
    }

    @Test
    void tellsNobodyWhereNobodyAsks() {
        ServiceManager nobody = ServiceManager.of(Map.of("WATCHDOG_USEC", "1000000"), 1, clock);
        nobody.accept(new ActiveEvent("procfs", 1, false));
        nobody.ready(List.of(new ServiceManager.Loop(new LoopPulse(NanoClock.system()), () -> {})));
        nobody.stopping();
        nobody.close();
        assertThat(told).isEmpty();
    }
}
