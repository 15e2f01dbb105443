package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.open;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.Door;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients without end knock while the door is shut and opened: nobody gets in unseen. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class DoorUnderLoadTest {

    private static final int TIMES = Boolean.getBoolean("lull.long") ? 2000 : 100;
    private static final int CLIENTS = 2;

    /** So that a slow machine gets to anything else. */
    private static final long BREATH_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong accepted = new AtomicLong();

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void hasCountedEverybodyWhoGotInOnceItIsShut() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
        try (ServerSocketChannel service = ServerSocketChannel.open()) {
            service.configureBlocking(false); // an accept that is interrupted may lose a descriptor
            service.bind(new InetSocketAddress(Loopback.IPV4, 0), 1024);
            InetSocketAddress address = (InetSocketAddress) service.getLocalAddress();
            List<Future<?>> running = new ArrayList<>();
            try (ActivityMonitor monitor = open(address.getPort())) {
                running.add(threads.submit(() -> acceptWithoutEnd(service)));
                for (int i = 0; i < CLIENTS; i++) {
                    running.add(threads.submit(() -> knockWithoutEnd(address)));
                }
                shutAndOpen(monitor);
            } finally {
                over.set(true);
                for (Future<?> each : running) {
                    each.get(10, TimeUnit.SECONDS);
                }
                threads.shutdown();
            }
        }
    }

    private void shutAndOpen(ActivityMonitor monitor) {
        Door door = monitor.door().orElseThrow();
        for (int i = 0; i < TIMES; i++) {
            long before = look(monitor).openedTotal();
            patiently().until(() -> look(monitor).openedTotal() > before); // they get in
            door.shut(Duration.ofSeconds(30));
            long counted = look(monitor).openedTotal();
            assertThat(door.keepShut()).isTrue();
            patiently().until(() -> accepted.get() >= counted);
            Awaitility.await()
                    .pollDelay(Duration.ofMillis(5))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> true);
            assertThat(accepted.get()).as("accepted of those that were counted").isEqualTo(counted);
            assertThat(look(monitor).openedTotal()).isEqualTo(counted);
            door.open();
        }
    }

    private Void acceptWithoutEnd(ServerSocketChannel service) throws IOException {
        while (!over.get()) {
            try (SocketChannel client = service.accept()) {
                if (client == null) {
                    LockSupport.parkNanos(BREATH_NANOS);
                } else {
                    accepted.incrementAndGet();
                }
            }
        }
        return null;
    }

    private Void knockWithoutEnd(InetSocketAddress service) throws IOException {
        while (!over.get()) {
            try (SocketChannel client = SocketChannel.open()) {
                client.setOption(StandardSocketOptions.SO_LINGER, 0); // a reset leaves nothing behind
                client.configureBlocking(false);
                boolean ignored = client.connect(service);
            }
            LockSupport.parkNanos(BREATH_NANOS);
        }
        return null;
    }
}
