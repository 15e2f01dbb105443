package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.open;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.RecordingListener;
import dev.lull.contract.Stage;
import dev.lull.internal.linux.BpfCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What listeners do is their own affair. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class ListenersTest {

    private static final int CLOSES = Boolean.getBoolean("lull.long") ? 100 : 5;

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void wakesForUseWhileAListenerDoesNotReturn() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean waits = new AtomicBoolean();
        AtomicInteger uses = new AtomicInteger();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(stage.port())) {
            monitor.subscribe(event -> {
                waits.set(true);
                await(goOn);
            });
            RecordingListener other = new RecordingListener();
            monitor.subscribe(other);
            monitor.subscribeToUse(uses::incrementAndGet);
            Stage.reset(stage.connect());
            patiently().until(waits::get);
            awaitOpen(monitor, 0);
            patiently().until(() -> uses.get() > 0);
            int before = uses.get();
            Stage.reset(stage.connect());
            patiently().until(() -> uses.get() > before);
            goOn.countDown();
            patiently().until(() -> other.story().equals(List.of("opened 1", "closed 0", "opened 1", "closed 0")));
        } finally {
            goOn.countDown();
        }
    }

    @Test
    @SuppressWarnings("try") // closed early on purpose
    void mayCloseTheMonitorThatTellsThem() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(stage.port())) {
            monitor.subscribe(event -> {
                monitor.close();
                closed.set(true);
            });
            stage.connect();
            patiently().until(closed::get);
        }
    }

    @Test
    void hearOnceOfAConnectionThatOpensWhileTheySubscribe() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor =
                        kernel.provider().open(MonitorTarget.port(stage.port()), MonitorOptions.defaults())) {
            RecordingListener heard = new RecordingListener();
            kernel.beforeNext(BpfCommand.MAP_LOOKUP_BATCH, () -> connect(stage));
            monitor.subscribe(heard);
            patiently().until(() -> heard.story().equals(List.of("opened 1")));
            stage.connect();
            patiently().until(() -> heard.story().equals(List.of("opened 1", "opened 2")));
        }
    }

    @Test
    void maySubscribeAndLeaveWhileTheMonitorCloses() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false)) {
            for (int i = 0; i < CLOSES; i++) {
                ActivityMonitor monitor = open(stage.port());
                Thread closing = new Thread(monitor::close, "closing");
                Thread leaving = new Thread(monitor.subscribe(event -> {})::close, "leaving");
                leaving.start();
                closing.start();
                leaving.join();
                closing.join();
                assertThatCode(monitor::close).doesNotThrowAnyException();
            }
        }
    }

    private static void connect(Stage stage) {
        try {
            stage.connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
