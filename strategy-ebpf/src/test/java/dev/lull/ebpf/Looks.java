package dev.lull.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** What most tests do with a monitor. */
final class Looks {

    private Looks() {}

    static ActivityMonitor open(int port) {
        return new EbpfStrategyProvider().open(MonitorTarget.port(port), MonitorOptions.defaults());
    }

    static ActivityMonitor open(int port, EbpfOptions settings) {
        return new EbpfStrategyProvider()
                .open(
                        MonitorTarget.port(port),
                        MonitorOptions.builder().settings(settings).build());
    }

    static ActivitySnapshot look(ActivityMonitor monitor) {
        Reading reading = monitor.read();
        assertThat(reading).isInstanceOf(ActivitySnapshot.class);
        return (ActivitySnapshot) reading;
    }

    static ConditionFactory patiently() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5));
    }

    static void awaitOpen(ActivityMonitor monitor, int expected) {
        patiently().until(() -> look(monitor).openConnections(), open -> open == expected);
    }

    /** How often a listener was called, once that has stopped changing. */
    static int settled(AtomicInteger told) {
        AtomicInteger last = new AtomicInteger(-1);
        patiently().pollInterval(Duration.ofMillis(60)).until(() -> last.getAndSet(told.get()) == told.get());
        return told.get();
    }
}
