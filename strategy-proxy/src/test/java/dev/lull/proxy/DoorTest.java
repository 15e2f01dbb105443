package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Cidr;
import dev.lull.Door;
import dev.lull.Monitors;
import dev.lull.StrategyException;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody who is connected is missed behind a shut door, nor in front of a relay that lets nobody in. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "peers of their own need all of 127.0.0.0/8, which only Linux has")
@ExtendWith(LeakCheck.class)
class DoorTest implements OverEachPath {

    private static final String IGNORED = "127.0.0.9";
    private static final List<Cidr> IGNORED_BLOCK = List.of(Cidr.parse(IGNORED));
    private static final int CLIENTS = 40;

    @ParameterizedTest
    @MethodSource("paths")
    void countsWhoeverIsConnectedWhenItShuts(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            for (int i = 0; i < CLIENTS; i++) {
                stage.connect();
            }
            Door door = stage.monitor.door().orElseThrow();
            door.shut(Duration.ofMinutes(1));
            assertThat(stage.snapshot().openConnections()).isEqualTo(CLIENTS);
            door.open();
        }
    }

    @ParameterizedTest
    @MethodSource("pathsAndFrontends")
    void holdsWhoeverConnectsAndServesThemOnceItIsOpen(RelayPath path, String frontend, String reachedAt)
            throws Exception {
        path.requireMachine();
        try (RelayStage stage =
                RelayStage.with(path, path.options().build(), FreePort.at(InetAddress.getByName(frontend)))) {
            Door door = stage.monitor.door().orElseThrow();
            for (int time = 0; time < 2; time++) {
                door.shut(Duration.ofMinutes(1));
                try (SocketChannel client = connecting(new InetSocketAddress(reachedAt, stage.frontend.getPort()))) {
                    assertStaysHeld(client, stage);
                    assertThat(door.keepShut()).isTrue();
                    assertStaysHeld(client, stage);
                    door.open();
                    Awaitility.await().atMost(RelayStage.PATIENCE).until(client::finishConnect);
                    client.write(ByteBuffer.wrap(new byte[] {7}));
                    try (Socket server = stage.accept()) {
                        assertThat(server.getInputStream().read()).isEqualTo(7);
                    }
                }
                stage.await(seen -> seen.openConnections() == 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pathsAndFrontends")
    void countsWhoeverWasShakingHandsWhenItShut(RelayPath path, String frontend, String reachedAt) throws Exception {
        path.requireMachine();
        ExecutorService watcher = Executors.newSingleThreadExecutor();
        try (RelayStage stage =
                        RelayStage.with(path, path.options().build(), FreePort.at(InetAddress.getByName(frontend)));
                DeafClient client = new DeafClient(new InetSocketAddress(reachedAt, stage.frontend.getPort()))) {
            Door door = stage.monitor.door().orElseThrow();
            Future<?> shut = watcher.submit(() -> door.shut(Duration.ofMinutes(1)));
            Awaitility.await().during(Duration.ofMillis(100)).until(() -> !shut.isDone());
            client.hear();
            shut.get(RelayStage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(stage.snapshot().openConnections()).isEqualTo(1);
            door.open();
        } finally {
            watcher.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void isOpenAgainIfAHandshakeTakesLongerThanItMayBeShut(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build());
                DeafClient client = new DeafClient(stage.frontend)) {
            Door door = stage.monitor.door().orElseThrow();
            assertThatThrownBy(() -> door.shut(Duration.ofMillis(50)))
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining("handshake");
            assertThat(door.keepShut()).isFalse();
            stage.connect().getOutputStream().write(7);
            assertThat(stage.accept().getInputStream().read()).isEqualTo(7);
            assertThat(client).isNotNull();
        }
    }

    List<Arguments> pathsAndFrontends() {
        return pathsWithPipes().stream()
                .flatMap(path -> Stream.of(
                        Arguments.of(path, "127.0.0.1", "127.0.0.1"),
                        Arguments.of(path, "::1", "::1"),
                        Arguments.of(path, "::", "::1"),
                        Arguments.of(path, "::", "127.0.0.1")))
                .toList();
    }

    private static SocketChannel connecting(InetSocketAddress to) throws IOException {
        SocketChannel client = SocketChannel.open();
        client.configureBlocking(false);
        assertThat(client.connect(to)).isFalse();
        return client;
    }

    private static void assertStaysHeld(SocketChannel client, RelayStage stage) {
        Awaitility.await().during(Duration.ofMillis(200)).until(() -> !client.finishConnect());
        assertThat(stage.snapshot().openConnections()).isZero();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void missesNobodyWhoseConnectHadReturnedWhileProbesKeepItBusy(RelayPath path) throws Exception {
        path.requireMachine();
        AtomicBoolean probing = new AtomicBoolean(true);
        List<Thread> probes = new ArrayList<>();
        try (RelayStage stage = RelayStage.with(
                path, path.options().loops(1).ignore(IGNORED_BLOCK).build())) {
            Door door = stage.monitor.door().orElseThrow();
            Thread service = new Thread(() -> serve(stage), "service");
            service.start();
            probes.add(service);
            for (int i = 0; i < 2; i++) {
                Thread probe = new Thread(() -> probe(stage, probing), "probe-" + i);
                probe.start();
                probes.add(probe);
            }
            try {
                for (int round = 0; round < 25; round++) {
                    try (Socket client = stage.connect()) {
                        door.shut(Duration.ofMinutes(1));
                        ActivitySnapshot behind = stage.snapshot();
                        assertThat(behind.openConnections())
                                .as("round %d, client %s", round, client.getLocalPort())
                                .isEqualTo(1);
                        door.open();
                        RelayStage.reset(client);
                    }
                    stage.await(seen -> seen.openConnections() == 0);
                }
            } finally {
                probing.set(false);
                stage.stopAccepting();
                for (Thread probe : probes) {
                    probe.join();
                }
            }
        }
    }

    private static void serve(RelayStage stage) {
        try {
            while (true) {
                stage.acceptAndClose();
            }
        } catch (IOException e) {
            assert true : "the test is over";
        }
    }

    private static void probe(RelayStage stage, AtomicBoolean goOn) {
        while (goOn.get()) {
            try (Socket socket = connectFrom(IGNORED, stage)) {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                assert true : "the service's queue may be full: nobody accepts there";
            }
        }
    }

    /** Health checks that stay connected fill the relay; the user waits in the kernel's queue, where no count sees him. */
    @ParameterizedTest
    @MethodSource("paths")
    void isNotIdleWhileThoseWhoDoNotCountFillIt(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options =
                path.options().maxConnections(1).ignore(IGNORED_BLOCK).build();
        try (RelayStage stage = RelayStage.with(path, options);
                Socket ignored = connectFrom(IGNORED, stage)) {
            stage.accept();
            Socket client = stage.connect();
            stage.await(ActivitySnapshot::admitsNobody);
            Door door = stage.monitor.door().orElseThrow();
            door.shut(Duration.ofMinutes(1));
            ActivitySnapshot behind = stage.snapshot();
            assertThat(behind.openConnections()).isZero();
            assertThat(behind.admitsNobody()).isTrue();
            RelayStage.reset(ignored);
            long left = behind.takenAtNanos();
            stage.await(seen -> seen.openConnections() == 1); // he stood in the queue already
            assertThat(stage.snapshot().lastActivityNanos() - left)
                    .as("idle time begins when there is room again")
                    .isPositive();
            door.open();
            client.getOutputStream().write(5);
            assertThat(stage.accept().getInputStream().read()).isEqualTo(5);
            assertThat(stage.snapshot().openConnections()).isEqualTo(1);
        }
    }

    /** Whoever is ignored by a filter around the monitor leaves the relay as full as anybody. */
    @ParameterizedTest
    @MethodSource("paths")
    void isNotIdleForAFilterEitherWhileItIsFull(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage =
                        RelayStage.with(path, path.options().maxConnections(1).build());
                Socket ignored = connectFrom(IGNORED, stage)) {
            stage.accept();
            stage.await(ActivitySnapshot::admitsNobody);
            ActivityMonitor filtered = Monitors.ignoringPeers(stage.monitor, IGNORED_BLOCK);
            ActivitySnapshot seen = (ActivitySnapshot) filtered.read();
            assertThat(seen.openConnections()).isZero();
            assertThat(seen.admitsNobody()).isTrue();
            RelayStage.reset(ignored);
            stage.await(left -> !left.admitsNobody());
        }
    }

    private static Socket connectFrom(String address, RelayStage stage) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.connect(stage.frontend, (int) RelayStage.PATIENCE.toMillis());
        return socket;
    }
}
