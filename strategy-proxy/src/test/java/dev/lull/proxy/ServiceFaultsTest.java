package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivitySnapshot;
import dev.lull.contract.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service that misbehaves: its clients learn it, count for as long as they are there, and cost nobody else anything. */
@ExtendWith(LeakCheck.class)
class ServiceFaultsTest implements OverEachPath {

    private static final int STALLED = 24;

    @ParameterizedTest
    @MethodSource("paths")
    void resetsTheClientsOfAServiceThatDiesBetweenDialAndAccept(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            Socket silent = stage.connect();
            Socket talking = stage.connect();
            talking.getOutputStream().write(7);
            stage.await(seen -> seen.openConnections() == 2
                    && seen.traffic().orElseThrow().bytesIn() == 1); // its byte has reached the service's kernel
            stage.stopAccepting(); // nobody has accepted: the kernel resets both
            assertIsReset(silent);
            assertIsReset(talking);
            stage.await(seen -> seen.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void holdsTheClientOfAServiceThatDiedForTheNextOne(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            Socket first = stage.connect();
            stage.accept();
            InetSocketAddress at = stage.service();
            stage.stopAccepting();
            Socket second = stage.connect();
            second.getOutputStream().write(7);
            stage.await(seen -> seen.openConnections() == 2);
            try (ServerSocket next = new ServerSocket()) {
                next.setReuseAddress(true);
                next.bind(at);
                next.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
                try (Socket served = next.accept()) {
                    assertThat(served.getInputStream().read()).isEqualTo(7);
                }
            }
            assertThat(first.isClosed()).isFalse();
        }
    }

    /** Its kernel's queue is full, so that it neither accepts nor refuses. */
    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a full queue refuses")
    void countsTheClientOfAServiceThatNeverAcceptsUntilTheConnectTimeout(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options =
                path.options().connectTimeout(Duration.ofMillis(1500)).build();
        List<SocketChannel> queue = new ArrayList<>();
        try (ServerSocket stuck = new ServerSocket(0, 1, RelayStage.HERE)) {
            InetSocketAddress service = (InetSocketAddress) stuck.getLocalSocketAddress();
            for (int i = 0; i < 3; i++) { // the queue holds one more than its length
                SocketChannel filler = SocketChannel.open();
                filler.configureBlocking(false);
                boolean ignored = filler.connect(service);
                queue.add(filler);
            }
            InetSocketAddress frontend = RelayStage.freePort();
            try (var relay = RelayStage.open(path, options, frontend, service);
                    Socket client = RelayStage.connectTo(frontend)) {
                Awaitility.await().until(() -> ((ActivitySnapshot) relay.read()).openConnections() == 1);
                assertIsReset(client);
                Awaitility.await().until(() -> ((ActivitySnapshot) relay.read()).openConnections() == 0);
            }
        } finally {
            for (SocketChannel filler : queue) {
                filler.close();
            }
        }
    }

    /** All that may be held for slow receivers is held: others are carried on, and nothing is lost. */
    @ParameterizedTest
    @MethodSource("paths")
    void carriesOthersWhileItsMemoryForStalledOnesIsUsedUp(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options =
                path.options().loops(1).heldBytesBound(1024 * 1024).build();
        try (RelayStage stage = RelayStage.with(path, options)) {
            List<SocketChannel> senders = new ArrayList<>();
            List<AtomicLong> sent = new ArrayList<>();
            List<Socket> readers = new ArrayList<>();
            try {
                for (int i = 0; i < STALLED; i++) {
                    SocketChannel sender = SocketChannel.open(stage.frontend);
                    sender.configureBlocking(false);
                    senders.add(sender);
                    sent.add(new AtomicLong());
                    readers.add(stage.accept());
                }
                Awaitility.await()
                        .atMost(RelayStage.PATIENCE)
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> sendsNothing(senders, sent));

                Socket client = stage.connect();
                Socket server = stage.accept();
                for (int i = 0; i < 100; i++) {
                    client.getOutputStream().write(i);
                    assertThat(server.getInputStream().read()).isEqualTo(i);
                    server.getOutputStream().write(i);
                    assertThat(client.getInputStream().read()).isEqualTo(i);
                }
                for (int i = 0; i < STALLED; i++) {
                    senders.get(i).shutdownOutput();
                    assertThat(readers.get(i).getInputStream().transferTo(OutputStream.nullOutputStream()))
                            .isEqualTo(sent.get(i).get());
                }
            } finally {
                for (SocketChannel sender : senders) {
                    sender.close();
                }
            }
        }
    }

    /** Whether for a while nobody took a byte more. */
    private static boolean sendsNothing(List<SocketChannel> senders, List<AtomicLong> sent) throws IOException {
        boolean nothing = true;
        for (int i = 0; i < senders.size(); i++) {
            int count = senders.get(i).write(ByteBuffer.allocate(256 * 1024));
            sent.get(i).addAndGet(count);
            nothing &= count == 0;
        }
        return nothing;
    }

    private static void assertIsReset(Socket client) {
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
}
