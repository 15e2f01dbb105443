package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.Loopback;
import dev.lull.contract.ManualClock;
import dev.lull.metrics.WatchMeter;
import dev.lull.metrics.WatchState;
import dev.lull.metrics.WatchTally;
import dev.lull.micrometer.LullMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A program with Micrometer has each figure as a meter of its registry. */
final class LullMetricsTest {

    private final ManualClock clock = new ManualClock();
    private final PushingMonitor monitor = new PushingMonitor(clock, "pushing");
    private final WatchTally tally = new WatchTally(monitor, clock);

    private void serveSomebody() {
        monitor.moved(monitor.opened(new InetSocketAddress(Loopback.IPV4, 40_000)), 1000, 20);
        Reading reading = monitor.read();
        tally.onLook(
                reading, IdleShutdownPolicy.idleAfter(Duration.ofMinutes(1)).evaluate(0, reading, java.util.List.of()));
    }

    private <R extends MeterRegistry> R bound(R registry) {
        new LullMetrics(tally, Tags.of("service", "echo")).bindTo(registry);
        return registry;
    }

    @Test
    void handsOnTheFiguresWithTheProgramsOwnTags() {
        MeterRegistry registry = bound(new SimpleMeterRegistry());
        serveSomebody();
        assertThat(registry.get("lull.connections.open")
                        .tag("service", "echo")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("lull.connections.opened").functionCounter().count())
                .isEqualTo(1);
        assertThat(registry.get("lull.bytes")
                        .tag("direction", "in")
                        .functionCounter()
                        .count())
                .isEqualTo(1000);
        assertThat(registry.get("lull.looks")
                        .tag("strategy", "pushing")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        for (WatchState state : WatchState.values()) {
            assertThat(registry.get("lull.state")
                            .tag("state", state.label())
                            .gauge()
                            .value())
                    .as("%s", state)
                    .isEqualTo(state == WatchState.WATCHING ? 1 : 0);
        }
        assertThat(registry.get("lull.stop.timestamp").gauge().value()).isNaN();
    }

    @Test
    void tellsByTheRegistrysClockWhenItWillBeStopped() {
        MeterRegistry registry = bound(new SimpleMeterRegistry());
        Reading reading = monitor.read();
        tally.onLook(
                reading,
                new Verdict.KeepRunning(
                        Verdict.Why.NOT_IDLE_LONG_ENOUGH, 0, "", Duration.ofSeconds(10), Duration.ofSeconds(50)));
        clock.advance(Duration.ofSeconds(20));
        double now = registry.config().clock().wallTime() / 1000.0;
        assertThat(registry.get("lull.idle").gauge().value()).isEqualTo(30);
        assertThat(registry.get("lull.stop.timestamp").gauge().value()).isBetween(now + 30, now + 31);
    }

    @Test
    void hasNoBytesWhereTheStrategyDoesNotMeasureThem() {
        monitor.without(Capability.TRAFFIC);
        assertThat(bound(new SimpleMeterRegistry()).find("lull.bytes").meters()).isEmpty();
    }

    @Test
    void isScrapedByPrometheusUnderTheNamesThatLullRunUses() {
        PrometheusMeterRegistry registry = bound(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        serveSomebody();
        Set<String> exposed = registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(exposed)
                .isEqualTo(Stream.of(WatchMeter.values())
                        .map(meter ->
                                meter.prometheusName() + (meter.kind() == WatchMeter.Kind.COUNTER ? "_total" : ""))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyMeterHasADescription() {
        assertThat(bound(new SimpleMeterRegistry()).getMeters())
                .extracting(Meter::getId)
                .allSatisfy(id -> assertThat(id.getDescription()).isNotBlank());
    }
}
