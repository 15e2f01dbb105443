package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityListener;
import dev.lull.ConnectionEvent;
import dev.lull.contract.LeakCheck;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever listens to a relay cannot stop it; beside what the contract has about listeners of every strategy. */
@ExtendWith(LeakCheck.class)
class ListenersTest implements OverEachPath {

    @ParameterizedTest
    @MethodSource("paths")
    void relaysOnAndLosesNoEventWhileAListenerDoesNotReturn(RelayPath path) throws Exception {
        path.requireMachine();
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicLong opened = new AtomicLong();
        AtomicLong closed = new AtomicLong();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            stage.monitor.subscribe(new ActivityListener() {
                @Override
                public void onEvent(ConnectionEvent event) {
                    awaitQuietly(goOn);
                    (event instanceof ConnectionEvent.Opened ? opened : closed).incrementAndGet();
                }

                @Override
                public void onUntold(long openedUntold, long closedUntold) {
                    opened.addAndGet(openedUntold);
                    closed.addAndGet(closedUntold);
                }
            });
            Socket client = stage.connect();
            Socket server = stage.accept();
            for (int i = 0; i < 50; i++) {
                try (Socket passing = stage.connect();
                        Socket behind = stage.accept()) {
                    passing.getOutputStream().write(i);
                    assertThat(behind.getInputStream().read()).isEqualTo(i);
                }
            }
            client.getOutputStream().write(7);
            assertThat(server.getInputStream().read()).isEqualTo(7);
            stage.await(seen -> seen.openConnections() == 1);
            assertThat(stage.snapshot().openedTotal()).isEqualTo(51);
            assertThat(opened).hasValue(0);
            goOn.countDown();
            Awaitility.await().until(() -> opened.get() == 51 && closed.get() == 50);
        } finally {
            goOn.countDown();
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void mayBeClosedByAListenerToUse(RelayPath path) throws Exception {
        path.requireMachine();
        CountDownLatch closed = new CountDownLatch(1);
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            stage.monitor.subscribeToUse(() -> {
                stage.monitor.close();
                closed.countDown();
            });
            try {
                stage.connect();
            } catch (SocketException e) {
                assert true : "a relay resets whoever is inside when it closes";
            }
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
