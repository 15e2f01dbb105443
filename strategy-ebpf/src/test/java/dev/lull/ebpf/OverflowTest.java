package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.open;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ConnectionEvent;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** More connections than can be told one by one: a listener that does not return, and a load that is never still. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class OverflowTest {

    /** More than the ring buffer and the listener's queue hold together. */
    private static final int TENS_OF_THOUSANDS = 24_000;

    private static final int THREADS = 4;

    /** One in so many closes in order, and leaves a TIME_WAIT behind: not more of those than there are ports. */
    private static final int ORDERLY = 16;

    /**
     * How many may wait to be accepted: fewer than the queue holds. Beyond that the kernel forgets a handshake's end, and
     * a client that resets what it takes for a connection never had one.
     */
    private static final int MOST_WAITING = 2048;

    private final Semaphore room = new Semaphore(MOST_WAITING);

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void countsTensOfThousandsOfConnectionsExactlyWhileTheListenerIsPaused() throws Exception {
        countsExactly(TENS_OF_THOUSANDS, true);
    }

    @Test
    void tellsOrCountsEachOfTensOfThousandsOfConnectionsAsTheyCome() throws Exception {
        countsExactly(TENS_OF_THOUSANDS, false);
    }

    @Test
    @Tag("long")
    void countsAMillionConnectionsExactlyWhileTheListenerIsPaused() throws Exception {
        countsExactly(1_000_000, true);
    }

    /** Adds up what it is told, one by one and as numbers. */
    private static final class Sum implements ActivityListener {
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicLong opened = new AtomicLong();
        private final AtomicLong closed = new AtomicLong();
        private final AtomicBoolean wrong = new AtomicBoolean();

        @Override
        public void onEvent(ConnectionEvent event) {
            await(goOn);
            (event instanceof ConnectionEvent.Opened ? opened : closed).incrementAndGet();
            wrong.compareAndSet(false, opened.get() - closed.get() != event.openConnections());
        }

        @Override
        public void onUntold(long untoldOpened, long untoldClosed) {
            opened.addAndGet(untoldOpened);
            closed.addAndGet(untoldClosed);
        }
    }

    private void countsExactly(int connections, boolean paused) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        Sum sum = new Sum();
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress("0.0.0.0", 0), 4096);
            try (ActivityMonitor monitor = open(server.getLocalPort())) {
                monitor.subscribe(sum);
                if (!paused) {
                    sum.goOn.countDown();
                }
                Future<?> accepting = threads.submit(() -> acceptAll(server, connections));
                List<Future<?>> connecting = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (1 + thread)});
                    connecting.add(
                            threads.submit(() -> connectAll(address, server.getLocalPort(), connections / THREADS)));
                }
                for (Future<?> each : connecting) {
                    each.get(10, TimeUnit.MINUTES);
                }
                accepting.get(1, TimeUnit.MINUTES);
                awaitOpen(monitor, 0);
                assertThat(look(monitor).openedTotal()).isEqualTo(connections);
                sum.goOn.countDown();
                patiently().until(() -> sum.opened.get() == connections && sum.closed.get() == connections);
                try (Socket last = new Socket(Loopback.IPV4, server.getLocalPort())) {
                    patiently().until(() -> sum.opened.get() == connections + 1);
                    Stage.reset(last);
                }
                patiently().until(() -> sum.closed.get() == connections + 1);
                assertThat(sum.opened).hasValue(connections + 1);
                assertThat(sum.wrong)
                        .as("a listener was told a count that its events do not add up to")
                        .isFalse();
                assertThat(look(monitor).openConnections()).isZero();
            }
        } finally {
            sum.goOn.countDown();
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Void acceptAll(ServerSocket server, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            server.accept().close();
            room.release();
        }
        return null;
    }

    private Void connectAll(InetAddress address, int port, int connections) throws IOException, InterruptedException {
        for (int i = 0; i < connections; i++) {
            room.acquire();
            Socket client = new Socket(address, port);
            if (i % ORDERLY == 0) {
                client.close();
            } else {
                Stage.reset(client);
            }
        }
        return null;
    }
}
