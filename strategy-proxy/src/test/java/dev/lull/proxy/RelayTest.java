package dev.lull.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Door;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the relay does, over each data path. */
@ExtendWith(LeakCheck.class)
class RelayTest implements OverEachPath {

    @ParameterizedTest
    @MethodSource("paths")
    void passesOnAHalfCloseInBothDirections(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path)) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            client.getOutputStream().write("question".getBytes(US_ASCII));
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("question");
            server.getOutputStream().write("answer".getBytes(US_ASCII));
            server.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("answer");
            stage.await(seen -> seen.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void passesOnAResetOfTheClient(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path)) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            client.getOutputStream().write(1);
            assertThat(server.getInputStream().read()).isEqualTo(1);
            RelayStage.reset(client);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void noticesTheResetOfAClientThatHasStoppedSending(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path)) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            RelayStage.reset(client);
            stage.await(seen -> seen.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void noticesTheResetOfAClientThatEndedBeforeTheServiceWasUp(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress frontend = RelayStage.freePort();
        InetSocketAddress later = RelayStage.freePort();
        try (ActivityMonitor monitor = RelayStage.open(path, path.options().build(), frontend, later)) {
            Socket client = RelayStage.connectTo(frontend);
            client.getOutputStream().write(1);
            client.shutdownOutput();
            Awaitility.await().until(() -> open(monitor) == 1);
            LockSupport.parkNanos(100_000_000); // so that its end is among the early bytes
            try (ServerSocket service = new ServerSocket(later.getPort(), 10, RelayStage.HERE);
                    Socket server = service.accept()) {
                assertThat(server.getInputStream().readAllBytes()).containsExactly(1);
                RelayStage.reset(client);
                Awaitility.await().atMost(RelayStage.PATIENCE).until(() -> open(monitor) == 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void noticesTheResetOfAServiceThatHasStoppedSending(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path)) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            server.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            RelayStage.reset(server);
            stage.await(seen -> seen.openConnections() == 0);
            assertThatThrownBy(() -> {
                        client.getOutputStream().write(1);
                        client.getOutputStream().write(1);
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    /** Its bytes are not taken, so that nothing is read from it, and the end would wait behind them. */
    @ParameterizedTest
    @MethodSource("paths")
    void noticesTheResetOfAClientWhoseServiceReadsNothing(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path)) {
            try (SocketChannel client = SocketChannel.open(stage.frontend)) {
                stage.accept();
                client.configureBlocking(false);
                ByteBuffer junk = ByteBuffer.allocate(64 * 1024);
                for (int quiet = 0; quiet < 20; quiet++) {
                    if (client.write(junk.clear()) > 0) {
                        quiet = 0;
                    }
                    LockSupport.parkNanos(5_000_000);
                }
                client.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
            }
            stage.await(seen -> seen.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void passesOnAResetOfTheService(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path)) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            server.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            RelayStage.reset(server);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void deliversTheAnswerOfAServiceThatDoesNotReadTheQuestion(RelayPath path) throws Exception {
        byte[] answer = new byte[300_000];
        try (RelayStage stage = stage(path)) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            client.getOutputStream().write(new byte[1000]);
            stage.await(seen -> seen.traffic().orElseThrow().bytesIn() == 1000);
            Awaitility.await().until(() -> server.getInputStream().available() > 0);
            Thread writer = new Thread(() -> {
                try {
                    server.getOutputStream().write(answer);
                    server.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.start();
            assertThat(client.getInputStream().readNBytes(answer.length)).hasSize(answer.length);
            writer.join();
        }
    }

    /** A reader that reads nothing: the writer must be stopped, and the relay must hold little. */
    @ParameterizedTest
    @MethodSource("paths")
    void stopsAWriterWhoseReaderReadsNothing(RelayPath path) throws Exception {
        int connections = 20;
        path.requireMachine();
        long before = directMemory();
        try (RelayStage stage = RelayStage.with(
                path, path.options().loops(1).heldBytesBound(1024 * 1024).build())) {
            List<SocketChannel> clients = new ArrayList<>();
            List<Socket> servers = new ArrayList<>();
            long sent = 0;
            try {
                for (int i = 0; i < connections; i++) {
                    SocketChannel client = SocketChannel.open(stage.frontend);
                    client.configureBlocking(false);
                    clients.add(client);
                    servers.add(stage.accept());
                }
                ByteBuffer junk = ByteBuffer.allocateDirect(1024 * 1024);
                long[] each = new long[connections];
                for (int quiet = 0; quiet < 50; ) { // until nothing is taken for half a second
                    long sentBefore = sent;
                    for (int i = 0; i < connections; i++) {
                        int count = clients.get(i).write(junk.clear());
                        each[i] += count;
                        sent += count;
                    }
                    quiet = sent == sentBefore ? quiet + 1 : 0;
                    LockSupport.parkNanos(10_000_000);
                    assertThat(sent)
                            .as("what %d writers got rid of", connections)
                            .isLessThan((connections * 64L) << 20);
                }
                long delivered = stage.snapshot().traffic().orElseThrow().bytesIn();
                assertThat(directMemory() - before)
                        .as("direct memory held, the writer's buffer and the JDK's copy of it included")
                        .isLessThan(5 << 20);
                assertThat(delivered).isPositive();
                for (int i = 0; i < connections; i++) {
                    clients.get(i).shutdownOutput();
                    assertThat(drain(servers.get(i))).isEqualTo(each[i]);
                }
            } finally {
                for (SocketChannel client : clients) {
                    client.close();
                }
            }
        }
    }

    private static long directMemory() {
        System.gc(); // what earlier relays held is free only then
        return java.lang.management.ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class)
                .stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(java.lang.management.BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long drain(Socket socket) throws IOException {
        byte[] buffer = new byte[256 * 1024];
        long total = 0;
        for (int count = 0; count >= 0; count = socket.getInputStream().read(buffer)) {
            total += count;
        }
        return total;
    }

    @ParameterizedTest
    @MethodSource("paths")
    void keepsWhatAClientSaysUntilTheServiceIsUp(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress frontend = RelayStage.freePort();
        InetSocketAddress later = RelayStage.freePort();
        try (ActivityMonitor monitor = RelayStage.open(path, path.options().build(), frontend, later);
                Socket client = RelayStage.connectTo(frontend)) {
            client.getOutputStream().write("early ".getBytes(US_ASCII));
            client.getOutputStream().write("bytes".getBytes(US_ASCII));
            client.shutdownOutput();
            Awaitility.await().until(() -> open(monitor) == 1);
            try (ServerSocket service = new ServerSocket(later.getPort(), 10, RelayStage.HERE);
                    Socket server = service.accept()) {
                assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("early bytes");
                server.getOutputStream().write(3);
                assertThat(client.getInputStream().read()).isEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void forgetsAClientThatLeavesBeforeTheServiceIsUp(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress frontend = RelayStage.freePort();
        try (ActivityMonitor monitor = RelayStage.open(path, path.options().build(), frontend, RelayStage.freePort())) {
            Socket client = RelayStage.connectTo(frontend);
            Awaitility.await().until(() -> open(monitor) == 1);
            RelayStage.reset(client);
            Awaitility.await().until(() -> open(monitor) == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void resetsAClientWhoseServiceDoesNotComeUpInTime(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress frontend = RelayStage.freePort();
        RelayOptions options =
                path.options().connectTimeout(Duration.ofMillis(300)).build();
        try (ActivityMonitor monitor = RelayStage.open(path, options, frontend, RelayStage.freePort());
                Socket client = RelayStage.connectTo(frontend)) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            Awaitility.await().until(() -> open(monitor) == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void resolvesTheServicesNameAndTriesEachOfItsAddresses(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress frontend = RelayStage.freePort();
        try (ServerSocket service = new ServerSocket(0, 10, RelayStage.HERE);
                ActivityMonitor monitor = RelayStage.open(
                        path,
                        path.options().build(),
                        frontend,
                        InetSocketAddress.createUnresolved("localhost", service.getLocalPort()));
                Socket client = RelayStage.connectTo(frontend);
                Socket server = service.accept()) {
            client.getOutputStream().write(9);
            assertThat(server.getInputStream().read()).isEqualTo(9);
            assertThat(open(monitor)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void letsExactlyAsManyInAsAllowedAndTheNextOneWait(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage =
                RelayStage.with(path, path.options().maxConnections(3).build())) {
            List<Socket> inside = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                inside.add(stage.connect());
                stage.accept();
            }
            Socket waiting = stage.connect();
            waiting.getOutputStream().write(5);
            Awaitility.await()
                    .during(Duration.ofMillis(200))
                    .until(() -> stage.snapshot().openedTotal() == 3);
            RelayStage.reset(inside.get(1));
            assertThat(stage.accept().getInputStream().read()).isEqualTo(5);
            assertThat(stage.snapshot().openConnections()).isEqualTo(3);
            assertThat(stage.snapshot().openedTotal()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void refusesTheOneBeyondTheLimitWhereItIsToldTo(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options = path.options()
                .maxConnections(2)
                .overLimit(RelayOptions.OverLimit.REFUSE)
                .build();
        try (RelayStage stage = RelayStage.with(path, options)) {
            Socket first = stage.connect();
            stage.accept();
            stage.connect();
            stage.accept();
            assertThatThrownBy(() -> stage.connect().getInputStream().read()).isInstanceOf(SocketException.class);
            RelayStage.reset(first);
            stage.await(seen -> seen.openConnections() == 1);
            Socket next = stage.connect();
            next.getOutputStream().write(5);
            assertThat(stage.accept().getInputStream().read()).isEqualTo(5);
            assertThat(stage.snapshot().openedTotal()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void resetsAConnectionThatIsSilentForTooLong(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(
                path,
                path.options().connectionIdleTimeout(Duration.ofMillis(400)).build())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            for (int i = 0; i < 5; i++) { // activity puts it off
                client.getOutputStream().write(i);
                assertThat(server.getInputStream().read()).isEqualTo(i);
                LockSupport.parkNanos(150_000_000);
            }
            assertThat(stage.snapshot().openConnections()).isEqualTo(1);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
            stage.await(seen -> seen.openConnections() == 0);
        }
    }

    /** A service that is still starting is no silence of the client's; that begins when both sides are connected. */
    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void doesNotTakeAClientForSilentWhileItIsHeld(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress frontend = RelayStage.freePort();
        InetSocketAddress later = RelayStage.freePort();
        Duration limit = Duration.ofMillis(300);
        RelayOptions options = path.options().connectionIdleTimeout(limit).build();
        try (ActivityMonitor monitor = RelayStage.open(path, options, frontend, later);
                Socket client = RelayStage.connectTo(frontend)) {
            client.getOutputStream().write('q');
            Awaitility.await().until(() -> open(monitor) == 1);
            Awaitility.await().during(limit.multipliedBy(3)).until(() -> open(monitor) == 1);
            try (ServerSocket service = new ServerSocket(later.getPort(), 10, RelayStage.HERE);
                    Socket server = service.accept()) {
                assertThat(server.getInputStream().read()).isEqualTo('q');
                server.getOutputStream().write('a');
                assertThat(client.getInputStream().read()).isEqualTo('a');
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
        }
    }

    List<RelayPath> pathsThatQueue() {
        return paths().stream().filter(path -> !path.equals(ProxyPath.COPY)).toList();
    }

    /** What the service sent stands in the relay's kernel at once; the client takes it in sips. */
    @ParameterizedTest
    @MethodSource("pathsThatQueue")
    void doesNotTakeAConnectionForSilentWhileItsBytesDrain(RelayPath path) throws Exception {
        path.requireMachine();
        Duration limit = Duration.ofMillis(300);
        try (RelayStage stage = RelayStage.with(
                        path, path.options().connectionIdleTimeout(limit).build());
                Socket client = new Socket()) {
            client.setReceiveBufferSize(1); // the kernel's least
            client.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
            client.connect(stage.frontend);
            stage.accept().getOutputStream().write(new byte[64 * 1024]);
            long began = System.nanoTime();
            int sip = 1024;
            for (int total = 0; total < 64 * 1024; total += sip) {
                assertThat(client.getInputStream().readNBytes(sip)).hasSize(sip);
                LockSupport.parkNanos(25_000_000);
            }
            assertThat(System.nanoTime() - began).isGreaterThan(3 * limit.toNanos());
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void countsEverybodyAdmittedBeforeTheDoorShut(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path)) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<Integer>> connected = new ArrayList<>();
                CountDownLatch begun = new CountDownLatch(4);
                for (int i = 0; i < 4; i++) {
                    connected.add(threads.submit(() -> {
                        begun.countDown();
                        int count = 0;
                        for (; count < 50; count++) {
                            stage.connect();
                        }
                        return count;
                    }));
                }
                assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
                Door door = stage.monitor.door().orElseThrow();
                door.shut(Duration.ofMinutes(1));
                ActivitySnapshot behind = stage.snapshot();
                Awaitility.await()
                        .during(Duration.ofMillis(100))
                        .until(() -> stage.snapshot().openedTotal() == behind.openedTotal());
                assertThat(stage.snapshot().openConnections()).isEqualTo(behind.openConnections());
                door.open();
                int all = 0;
                for (Future<Integer> each : connected) {
                    all += each.get(20, TimeUnit.SECONDS);
                }
                int expected = all;
                stage.await(seen -> seen.openedTotal() == expected);
            } finally {
                threads.shutdownNow();
                assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void countsThousandsOfShortConnectionsExactly(RelayPath path) throws Exception {
        countShortConnections(path, 8_000);
    }

    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    @Tag("long")
    void countsAMillionShortConnectionsExactly(RelayPath path) throws Exception {
        countShortConnections(path, 1_000_000);
    }

    private static void countShortConnections(RelayPath path, int connections) throws Exception {
        try (RelayStage stage = stage(path)) {
            ExecutorService threads = Executors.newFixedThreadPool(3);
            try {
                Future<?> service = threads.submit(() -> {
                    for (int i = 0; i < connections; i++) {
                        stage.acceptAndClose();
                    }
                    return null;
                });
                AtomicInteger begun = new AtomicInteger();
                List<Future<?>> clients = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    clients.add(threads.submit(() -> {
                        for (int n = 0; n < connections / 2; n++) {
                            // The kernel's queue is finite, and drops those that it has no room for without a word.
                            int before = begun.incrementAndGet();
                            while (before - stage.snapshot().openedTotal() > 500) {
                                LockSupport.parkNanos(100_000);
                            }
                            try (Socket client = RelayStage.connectTo(stage.frontend)) {
                                OutputStream out = client.getOutputStream();
                                out.write(1);
                                client.setSoLinger(true, 0); // no TIME_WAIT: the ports would run out
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> client : clients) {
                    client.get(30, TimeUnit.MINUTES);
                }
                stage.await(seen -> seen.openedTotal() == connections && seen.openConnections() == 0);
                assertThat(stage.monitor.connections()).isEmpty();
                service.cancel(true); // one reset while it was being dialled never arrives there
            } finally {
                threads.shutdownNow();
                stage.stopAccepting();
                assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static RelayStage stage(RelayPath path) throws IOException {
        path.requireMachine();
        return RelayStage.with(path, path.options().build());
    }

    private static int open(ActivityMonitor monitor) {
        return ((ActivitySnapshot) monitor.read()).openConnections();
    }
}
