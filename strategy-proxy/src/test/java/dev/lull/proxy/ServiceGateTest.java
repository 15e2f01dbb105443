package dev.lull.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Cidr;
import dev.lull.Connection;
import dev.lull.Door;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.LogLines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of a service that is asleep, over each data path. */
@ExtendWith(LeakCheck.class)
class ServiceGateTest implements OverEachPath {

    private static final Duration SOON = Duration.ofMillis(50);
    private static final int MANY = 2000;

    @ParameterizedTest
    @MethodSource("paths")
    void holdsAClientWithoutAnyTimeLimitAndDialsOnceItIsOpen(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        RelayOptions options = behind(gate, path)
                .connectTimeout(SOON)
                .connectionIdleTimeout(SOON)
                .firstByteTimeout(SOON)
                .build();
        InetSocketAddress frontend = RelayStage.freePort();
        InetSocketAddress later = RelayStage.freePort();
        try (ActivityMonitor monitor = RelayStage.open(path, options, frontend, later);
                Socket client = RelayStage.connectTo(frontend)) {
            client.getOutputStream().write("early".getBytes(US_ASCII));
            Awaitility.await()
                    .atMost(RelayStage.PATIENCE)
                    .during(SOON.multipliedBy(4))
                    .until(() -> ((ActivitySnapshot) monitor.read()).openConnections() == 1);
            try (ServerSocket service = new ServerSocket(later.getPort(), 10, RelayStage.HERE)) {
                service.setSoTimeout((int) SOON.toMillis());
                assertThatThrownBy(service::accept).isInstanceOf(SocketTimeoutException.class);
                service.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
                gate.open();
                try (Socket server = service.accept()) {
                    assertThat(server.getInputStream().readNBytes(5)).isEqualTo("early".getBytes(US_ASCII));
                    server.getOutputStream().write('a');
                    assertThat(client.getInputStream().read()).isEqualTo('a');
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void holdsThoseWhoComeLaterAndLeavesThoseAloneWhoAreRelayed(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        gate.open();
        try (RelayStage stage = RelayStage.with(path, behind(gate, path).build())) {
            Socket relayed = stage.connect();
            Socket served = stage.accept();
            gate.shut();
            Socket held = stage.connect();
            held.getOutputStream().write('h');
            stage.await(seen -> seen.openConnections() == 2);
            relayed.getOutputStream().write('r');
            assertThat(served.getInputStream().read()).isEqualTo('r');
            gate.dismiss("on purpose");
            assertReset(held);
            served.getOutputStream().write('s');
            assertThat(relayed.getInputStream().read()).isEqualTo('s');
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void doesNotCountAClientAnyMoreWhoLeavesWithAReset(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        try (RelayStage stage = RelayStage.with(path, behind(gate, path).build())) {
            Socket silent = stage.connect();
            Socket talkative = stage.connect();
            talkative.getOutputStream().write('t');
            Socket halfClosed = stage.connect();
            halfClosed.shutdownOutput();
            Socket stays = stage.connect();
            stage.await(seen -> seen.openConnections() == 4);
            RelayStage.reset(silent);
            RelayStage.reset(talkative);
            RelayStage.reset(halfClosed);
            stage.await(seen -> seen.openConnections() == 1);
            gate.open();
            stays.getOutputStream().write('s');
            assertThat(stage.accept().getInputStream().read())
                    .as("nobody else was dialled for")
                    .isEqualTo('s');
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void noticesThatOneWhoseBytesFillTheBoundHasLeft(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        try (RelayStage stage = RelayStage.with(path, behind(gate, path).build());
                SocketChannel flooding = SocketChannel.open(stage.frontend)) {
            flooding.configureBlocking(false);
            ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
            while (flooding.write(bytes.clear()) > 0) {
                assertThat(stage.snapshot().openedTotal()).isLessThan(2);
            }
            stage.await(seen -> seen.openConnections() == 1);
            RelayStage.reset(flooding.socket());
            stage.await(seen -> seen.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void servesAClientWhoHasHalfClosedMeanwhile(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        try (RelayStage stage = RelayStage.with(path, behind(gate, path).build())) {
            Socket client = stage.connect();
            client.getOutputStream().write('q');
            client.shutdownOutput();
            stage.await(seen -> seen.openConnections() == 1);
            gate.open();
            Socket server = stage.accept();
            assertThat(server.getInputStream().readAllBytes()).isEqualTo(new byte[] {'q'});
            server.getOutputStream().write('a');
            server.close();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(new byte[] {'a'});
        }
    }

    /** A health check every few seconds must not fill the relay of a service that sleeps all night. */
    @ParameterizedTest
    @MethodSource("paths")
    void closesAClientWhoDoesNotCountOnceHeHasEnded(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        RelayOptions options =
                behind(gate, path).ignore(List.of(Cidr.parse("127.0.0.0/8"))).build();
        try (RelayStage stage = RelayStage.with(path, options)) {
            Socket check = stage.connect();
            check.shutdownOutput();
            assertThat(check.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void sendsEverybodyAwayWithOneLineAndHoldsTheNext(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        try (RelayStage stage = RelayStage.with(path, behind(gate, path).build());
                LogLines lines = LogLines.of("dev.lull.proxy")) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                clients.add(stage.connect());
            }
            awaitHeld(stage, clients);
            gate.dismiss("it was not ready within PT1M");
            for (Socket client : clients) {
                assertReset(client);
            }
            stage.await(seen -> seen.openConnections() == 0);
            Awaitility.await().untilAsserted(() -> assertThat(lines.seen())
                    .singleElement()
                    .isEqualTo("40 clients that were held for the service at " + stage.service()
                            + " are reset: it was not ready within PT1M"));
            Socket next = stage.connect();
            stage.await(seen -> seen.openConnections() == 1);
            gate.open();
            next.getOutputStream().write('n');
            assertThat(stage.accept().getInputStream().read()).isEqualTo('n');
        }
    }

    /** What each says is in the relay's hands, and not only in the kernel's. */
    private static void awaitHeld(RelayStage stage, List<Socket> clients) {
        stage.await(seen -> seen.openConnections() == clients.size());
        Door door = stage.monitor.door().orElseThrow();
        door.shut(Duration.ofMinutes(1)); // whoever was accepted is on his loop, which answers the witness
        door.open();
        assertThat(stage.monitor.witness().testify()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void readsAHeaderMeanwhile(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        RelayOptions options = behind(gate, path)
                .proxyProtocol(ProxyProtocol.OFF.accepting(ProxyProtocol.Accept.REQUIRED))
                .build();
        try (RelayStage stage = RelayStage.with(path, options)) {
            Socket client = stage.connect();
            client.getOutputStream().write("PROXY TCP4 203.0.113.7 192.0.2.1 4242 22\r\nrest".getBytes(US_ASCII));
            stage.await(seen -> seen.openConnections() == 1);
            assertThat(stage.monitor.connections())
                    .singleElement()
                    .extracting(Connection::remote)
                    .isEqualTo(new InetSocketAddress("203.0.113.7", 4242));
            gate.open();
            assertThat(stage.accept().getInputStream().readNBytes(4)).isEqualTo("rest".getBytes(US_ASCII));
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void countsThoseWhoAreHeldBehindAShutDoorAndServesThemThere(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        try (RelayStage stage = RelayStage.with(path, behind(gate, path).build())) {
            Socket client = stage.connect();
            Door door = stage.monitor.door().orElseThrow();
            door.shut(Duration.ofMinutes(1));
            assertThat(stage.snapshot().openConnections()).isEqualTo(1);
            gate.open();
            client.getOutputStream().write('d');
            assertThat(stage.accept().getInputStream().read()).isEqualTo('d');
            door.open();
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void resetsThoseWhoAreHeldWhenTheRelayIsClosed(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        try (RelayStage stage = RelayStage.with(path, behind(gate, path).build())) {
            Socket client = stage.connect();
            stage.await(seen -> seen.openConnections() == 1);
            stage.monitor.close();
            assertReset(client);
            gate.open(); // of no relay any more
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void servesWhoeverComesWhileItOpensAndShuts(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try (RelayStage stage = RelayStage.with(path, behind(gate, path).build())) {
            Thread service = new Thread(() -> echo(stage), "echoing service");
            service.start();
            List<Future<?>> each = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                each.add(clients.submit(() -> ask(stage)));
            }
            while (!each.stream().allMatch(Future::isDone)) {
                gate.open();
                gate.shut();
            }
            for (Future<?> one : each) {
                one.get(RelayStage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            stage.stopAccepting();
            service.join();
            stage.await(seen -> seen.openConnections() == 0);
            assertThat(stage.snapshot().openedTotal()).isEqualTo(200);
        } finally {
            clients.shutdownNow();
        }
    }

    private static Void ask(RelayStage stage) throws IOException {
        try (Socket client = RelayStage.connectTo(stage.frontend)) {
            client.getOutputStream().write('?');
            assertThat(client.getInputStream().read()).isEqualTo('?');
        }
        return null;
    }

    private static void echo(RelayStage stage) {
        try {
            while (true) {
                stage.acceptAndEcho();
            }
        } catch (IOException e) {
            assert true : "the test is over";
        }
    }

    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void letsManyGoAtOnce(RelayPath path) throws Exception {
        path.requireMachine();
        ServiceGate gate = ServiceGate.shutAtFirst();
        try (RelayStage stage = RelayStage.with(path, behind(gate, path).build())) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                Socket client = stage.connect();
                client.getOutputStream().write(i);
                clients.add(client);
            }
            stage.await(seen -> seen.openConnections() == MANY);
            gate.open();
            long sum = 0;
            for (int i = 0; i < MANY; i++) {
                Socket server = stage.accept();
                int said = server.getInputStream().read();
                server.getOutputStream().write(said);
                sum += said;
            }
            long expected = 0;
            for (int i = 0; i < MANY; i++) {
                assertThat(clients.get(i).getInputStream().read()).isEqualTo(i & 0xff);
                expected += i & 0xff;
            }
            assertThat(sum).isEqualTo(expected);
        }
    }

    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private static RelayOptions.Builder behind(ServiceGate gate, RelayPath path) {
        return path.options().gate(gate);
    }
}
