package dev.lull.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.StrategyException;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lull in a service's own place, with real sockets, over both data paths of the strategy. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "it depends on how Linux binds and closes")
@ExtendWith(LeakCheck.class)
class ParkedListenerTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int CLIENTS = 200;

    @ParameterizedTest
    @MethodSource("pathsAndAddresses")
    void servesWhoeverCameWhileTheServiceWasDown(ProxyPath path, String at, String reachedAt) throws Exception {
        path.requireMachine();
        InetSocketAddress where = FreePort.at(InetAddress.getByName(at));
        Semaphore use = new Semaphore(0);
        InetSocketAddress end;
        try (ParkedListener parked =
                        ParkedListener.listen(List.of(where), path.options().build(), use::release);
                Socket client = RelayStage.connectTo(new InetSocketAddress(reachedAt, where.getPort()))) {
            client.getOutputStream().write("early".getBytes(US_ASCII));
            awaitUse(use);
            assertThat(parked.clients()).isEqualTo(1);
            assertThat(parked.leave(LONG)).isEmpty();
            try (ServerSocket service = bound(where, true)) {
                parked.serve();
                try (Socket server = service.accept()) {
                    assertThat(server.getInputStream().readNBytes(5)).isEqualTo("early".getBytes(US_ASCII));
                    assertThat(server.getInetAddress())
                            .as("from this machine's loopback, as the client is")
                            .isEqualTo(InetAddress.getByName(at.equals("::1") ? "::1" : "127.0.0.1"));
                    assertThat(ParkedListener.ends().contain((InetSocketAddress) server.getRemoteSocketAddress()))
                            .isTrue();
                    end = (InetSocketAddress) server.getRemoteSocketAddress();
                    server.getOutputStream().write('a');
                    assertThat(client.getInputStream().read()).isEqualTo('a');
                }
            }
            RelayStage.reset(client);
            awaitUse(use);
            assertThat(parked.clients()).isZero();
        }
        assertThat(ParkedListener.ends().contain(end))
                .as("somebody else may have it now")
                .isFalse();
    }

    static Stream<Arguments> pathsAndAddresses() {
        return Stream.of(ProxyPath.COPY, ProxyPath.SPLICE)
                .flatMap(path -> Stream.of(
                        Arguments.of(path, "127.0.0.1", "127.0.0.1"),
                        Arguments.of(path, "0.0.0.0", "127.0.0.1"),
                        Arguments.of(path, "::1", "::1"),
                        Arguments.of(path, "::", "::1"),
                        Arguments.of(path, "::", "127.0.0.1")));
    }

    @ParameterizedTest
    @EnumSource(names = {"COPY", "SPLICE"})
    void listensAtSeveralAddressesAndForNoFamilyThatTheServiceDidNotTake(ProxyPath path) throws Exception {
        path.requireMachine();
        int port = FreePort.at(RelayStage.HERE).getPort();
        int other = FreePort.at(RelayStage.HERE).getPort();
        List<InetSocketAddress> addresses =
                List.of(at("127.0.0.1", port), at("0.0.0.0", port), at("127.0.0.5", other), at("::1", other));
        try (ParkedListener parked =
                ParkedListener.listen(addresses, path.options().build(), () -> {})) {
            assertThatThrownBy(() -> RelayStage.connectTo(at("::1", port))).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> RelayStage.connectTo(at("127.0.0.1", other)))
                    .isInstanceOf(ConnectException.class);
            try (Socket first = RelayStage.connectTo(at("127.0.0.9", port));
                    Socket second = RelayStage.connectTo(at("127.0.0.5", other));
                    Socket third = RelayStage.connectTo(at("::1", other))) {
                Awaitility.await().until(parked::clients, count -> count == 3);
                assertThat(parked.leave(LONG)).isEmpty();
                parked.dismiss("on purpose");
                for (Socket client : List.of(first, second, third)) {
                    assertReset(client);
                }
                Awaitility.await().until(parked::clients, count -> count == 0);
            }
        }
    }

    /** What the system does, and what the documents therefore say. */
    @ParameterizedTest
    @EnumSource(names = {"COPY", "SPLICE"})
    void letsAServiceBindBesideItsClientsIfThatSetsReuseAddress(ProxyPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress where = FreePort.at(RelayStage.HERE);
        try (ParkedListener parked =
                        ParkedListener.listen(List.of(where), path.options().build(), () -> {});
                Socket client = RelayStage.connectTo(where)) {
            assertThatThrownBy(() -> bound(where, true)).isInstanceOf(BindException.class);
            assertThatThrownBy(parked::serve).isInstanceOf(IllegalStateException.class);
            assertThat(parked.leave(LONG)).isEmpty();
            assertThat(parked.leave(LONG)).isEmpty();
            assertThatThrownBy(() -> bound(where, false)).isInstanceOf(BindException.class);
            bound(where, true).close();
            RelayStage.reset(client);
            Awaitility.await().until(parked::clients, count -> count == 0);
            bound(where, false).close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"COPY", "SPLICE"})
    void losesNobodyWhoConnectedBeforeItLeft(ProxyPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress where = FreePort.at(RelayStage.HERE);
        ExecutorService each = Executors.newFixedThreadPool(CLIENTS + 1);
        try (ParkedListener parked =
                ParkedListener.listen(List.of(where), path.options().build(), () -> {})) {
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<Client>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(each.submit(() -> Client.comes(where, begin)));
            }
            begin.countDown();
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(parked::clients, count -> count > CLIENTS / 4);
            long leaving = System.nanoTime();
            assertThat(parked.leave(LONG)).isEmpty();
            try (ServerSocket service = bound(where, true)) {
                parked.serve();
                each.execute(() -> echo(service));
                int before = 0;
                for (Future<Client> future : clients) {
                    Client client = future.get(RelayStage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    boolean cameBefore = client.connectedAtNanos - leaving < 0;
                    before += cameBefore ? 1 : 0;
                    assertThat(client.became)
                            .as(cameBefore ? "came before" : "came later")
                            .isIn(cameBefore ? List.of("served") : List.of("served", "refused"));
                }
                assertThat(before).as("how many came before").isGreaterThan(CLIENTS / 4);
                Awaitility.await().until(parked::clients, count -> count == 0);
            }
        } finally {
            each.shutdownNow();
        }
    }

    /** What became of one, and when it called connect(). */
    private record Client(long connectedAtNanos, String became) {

        private static final long SPREAD_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

        static Client comes(InetSocketAddress where, CountDownLatch begin) throws Exception {
            begin.await();
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(SPREAD_NANOS));
            long now = System.nanoTime();
            try (Socket socket = RelayStage.connectTo(where)) {
                socket.getOutputStream().write('?');
                return new Client(now, socket.getInputStream().read() == '?' ? "served" : "answered wrongly");
            } catch (ConnectException e) {
                return new Client(now, "refused");
            } catch (IOException e) {
                return new Client(now, "cut: " + e);
            }
        }
    }

    private static void echo(ServerSocket service) {
        try {
            while (true) {
                try (Socket server = service.accept()) {
                    server.getOutputStream().write(server.getInputStream().read());
                }
            }
        } catch (IOException e) {
            assert service.isClosed() : "the test is over";
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"COPY", "SPLICE"})
    void waitsForWhoeverIsShakingHandsAndSaysIfThatTakesTooLong(ProxyPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress where = FreePort.at(RelayStage.HERE);
        ExecutorService leaving = Executors.newSingleThreadExecutor();
        try (ParkedListener parked =
                        ParkedListener.listen(List.of(where), path.options().build(), () -> {});
                DeafClient client = new DeafClient(where)) {
            Future<?> left = leaving.submit(() -> assertThat(parked.leave(LONG)).isEmpty());
            Awaitility.await().during(Duration.ofMillis(100)).until(() -> !left.isDone());
            client.hear();
            left.get(RelayStage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(parked.clients()).isEqualTo(1);
        } finally {
            leaving.shutdownNow();
        }
        try (ParkedListener parked =
                        ParkedListener.listen(List.of(where), path.options().build(), () -> {});
                DeafClient client = new DeafClient(where)) {
            assertThat(parked.leave(Duration.ofMillis(1))).get().asString().contains("a handshake with", "in progress");
            bound(where, true).close();
            assertThat(client).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"COPY", "SPLICE"})
    void isFollowedByAnotherAtTheSamePortWhoseClientsAreItsOwn(ProxyPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress where = FreePort.at(RelayStage.HERE);
        RelayOptions options = path.options().build();
        try (ParkedListener first = ParkedListener.listen(List.of(where), options, () -> {});
                Socket served = RelayStage.connectTo(where)) {
            Socket server;
            assertThat(first.leave(LONG)).isEmpty();
            try (ServerSocket service = bound(where, true)) {
                first.serve();
                server = service.accept();
            }
            try (ParkedListener second = ParkedListener.listen(List.of(where), options, () -> {});
                    Socket held = RelayStage.connectTo(where);
                    server) {
                Awaitility.await().until(second::clients, count -> count == 1);
                assertThat(second.leave(LONG)).isEmpty();
                second.dismiss("on purpose");
                assertReset(held);
                server.getOutputStream().write('s');
                assertThat(served.getInputStream().read()).isEqualTo('s');
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"COPY", "SPLICE"})
    void saysWhereItCannotListenAndLeavesNothingOpen(ProxyPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress free = FreePort.at(RelayStage.HERE);
        InetSocketAddress taken = FreePort.at(RelayStage.HERE);
        RelayOptions options = path.options().build();
        try (ServerSocket service = bound(taken, true)) {
            assertThatThrownBy(() -> ParkedListener.listen(List.of(free, taken), options, () -> {}))
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining(taken.toString())
                    .hasMessageContaining("--listen");
            bound(free, true).close();
            assertThat(service.isBound()).isTrue();
        }
        assertThatThrownBy(() -> ParkedListener.listen(List.of(), options, () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(host, port);
    }

    private static void awaitUse(Semaphore use) throws InterruptedException {
        assertThat(use.tryAcquire(RelayStage.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    private static ServerSocket bound(InetSocketAddress where, boolean reuses) throws IOException {
        ServerSocket service = new ServerSocket();
        try {
            service.setReuseAddress(reuses);
            service.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
            service.bind(where, 1024);
            return service;
        } catch (IOException e) {
            service.close();
            throw e;
        }
    }
}
