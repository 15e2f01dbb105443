package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.Cidr;
import dev.lull.Door;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import dev.lull.StrategyException;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import dev.lull.ebpf.kernel.ForeignLookup;
import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.proxy.ProxyProtocol;
import dev.lull.proxy.RelayOptions;
import dev.lull.proxy.ServiceGate;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who is steered past Lull and who is relayed. The service can tell: the socket that it accepts has the frontend's port
 * where its client was steered, and the service's own where the relay dialled.
 */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class SteeringTest {

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void handsAClientToTheServiceWithItsOwnAddress() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, true);
                ActivityMonitor monitor = open(stage)) {
            Socket client = stage.connect();
            Socket accepted = stage.accept();
            assertThat(accepted.getLocalSocketAddress()).isEqualTo(client.getRemoteSocketAddress());
            assertThat(accepted.getRemoteSocketAddress()).isEqualTo(client.getLocalSocketAddress());
            awaitOpen(monitor, 1);
            assertThat(monitor.connections()).singleElement().satisfies(connection -> assertThat(connection.remote())
                    .isEqualTo(client.getLocalSocketAddress()));
        }
    }

    @Test
    void countsClientsOnceWhoAreRelayedUntilTheServiceListensAndSteersThoseAfterThem() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, true)) {
            stage.stopListening();
            try (ActivityMonitor monitor = open(stage)) {
                Socket early = stage.connect();
                early.getOutputStream().write(7);
                awaitOpen(monitor, 1);
                stage.listenAgain();
                Socket relayed = stage.accept();
                assertThat(isSteered(stage, relayed)).isFalse();
                assertThat(relayed.getInputStream().read()).as("its early byte").isEqualTo(7);
                awaitSteered(stage);
                awaitOpen(monitor, 1);
                early.close();
                relayed.close();
                awaitOpen(monitor, 0);
            }
        }
    }

    @Test
    void holdsEverybodyAtTheRelayWhileTheGateIsShutThoughTheServiceListens() throws Exception {
        ServiceGate gate = ServiceGate.shutAtFirst();
        RelayOptions settings = RelayOptions.builder().gate(gate).build();
        try (Stage stage = Stage.at(Loopback.IPV4, true);
                ActivityMonitor monitor = open(stage, settings)) {
            Socket held = stage.connect();
            awaitOpen(monitor, 1);
            gate.open();
            assertThat(isSteered(stage, stage.accept())).isFalse();
            awaitSteered(stage);
            awaitOpen(monitor, 1);
            gate.shut();
            Socket heldToo = stage.connect();
            awaitOpen(monitor, 2);
            gate.open();
            assertThat(isSteered(stage, stage.accept())).isFalse();
            awaitSteered(stage);
            assertThat(List.of(held.isConnected(), heldToo.isConnected())).containsOnly(true);
        }
    }

    @Test
    void findsAServiceThatWasStartedAgain() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, true);
                ActivityMonitor monitor = open(stage)) {
            for (int i = 0; i < 3; i++) {
                awaitSteered(stage);
                stage.stopListening();
                Socket between = stage.connect();
                awaitOpen(monitor, 1);
                stage.listenAgain();
                stage.accept().close();
                between.close();
                awaitOpen(monitor, 0);
            }
            awaitSteered(stage);
        }
    }

    @Test
    void steersBothFamiliesToADualStackService() throws Exception {
        try (Stage stage = Stage.at(Loopback.ANY, true);
                ActivityMonitor monitor = open(stage)) {
            for (InetAddress address : List.of(Loopback.IPV4, Loopback.IPV6)) {
                Socket client = stage.connect(address);
                assertThat(isSteered(stage, stage.accept())).isTrue();
                assertThat(client.getInetAddress()).isEqualTo(address);
            }
            awaitOpen(monitor, 2);
        }
    }

    @Test
    void relaysAClientOfAnotherFamilyThanTheServicesAndCountsIt() throws Exception {
        InetSocketAddress frontend = FreePort.at(Loopback.ANY);
        try (Stage service = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(frontend, at(Loopback.IPV4, service.port()), MonitorOptions.defaults());
                Socket ipv6 = new Socket(Loopback.IPV6, frontend.getPort());
                Socket relayed = service.accept();
                Socket ipv4 = new Socket(Loopback.IPV4, frontend.getPort());
                Socket steered = service.accept()) {
            assertThat(relayed.getLocalPort()).isEqualTo(service.port());
            assertThat(steered.getLocalPort()).isEqualTo(frontend.getPort());
            awaitOpen(monitor, 2);
            assertThat(List.of(ipv6.isConnected(), ipv4.isConnected())).containsOnly(true);
        }
    }

    @Test
    void takesTheServicesPortAtAnAddressOfItsOwn() throws Exception {
        try (Stage service = Stage.at(Loopback.IPV4, false)) {
            InetSocketAddress frontend = at(Loopback.IPV4_OTHER, service.port());
            try (ActivityMonitor monitor =
                            open(frontend, at(Loopback.IPV4, service.port()), MonitorOptions.defaults());
                    Socket straight = service.connect();
                    Socket first = service.accept();
                    Socket client = new Socket(frontend.getAddress(), frontend.getPort());
                    Socket accepted = service.accept()) {
                assertThat(first.getLocalAddress()).isEqualTo(Loopback.IPV4);
                assertThat(accepted.getLocalAddress()).isEqualTo(Loopback.IPV4_OTHER);
                assertThat(accepted.getRemoteSocketAddress()).isEqualTo(client.getLocalSocketAddress());
                awaitOpen(monitor, 1);
                assertThat(straight.isConnected()).isTrue();
            }
        }
    }

    @Test
    void goesOnSteeringWhileOneOfSeveralListenersIsLeft() throws Exception {
        InetSocketAddress frontend = FreePort.at(Loopback.IPV4);
        InetSocketAddress at = FreePort.at(Loopback.IPV4);
        try (ServerSocketChannel one = sharing(at);
                ServerSocketChannel other = sharing(at);
                ActivityMonitor monitor = open(frontend, at, MonitorOptions.defaults())) {
            Set<ServerSocketChannel> served = new HashSet<>();
            for (int i = 0; i < 100 && served.size() < 2; i++) {
                try (SocketChannel client = SocketChannel.open(frontend)) {
                    served.add(acceptSteered(frontend, one, other));
                    assertThat(client.isConnected()).isTrue();
                }
            }
            assertThat(served).as("the kernel chooses among both").hasSize(2);
            List.of(one).forEach(SteeringTest::close);
            patiently().until(() -> {
                try (SocketChannel client = SocketChannel.open(frontend);
                        SocketChannel accepted = awaitAccepted(other)) {
                    return client.isConnected() && isAt(frontend, accepted);
                }
            });
            awaitOpen(monitor, 0);
        }
    }

    @Test
    void relaysAndCountsWhoeverComesAfterSomebodyTookTheProgramOff() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, true);
                ActivityMonitor monitor = kernel.provider().open(stage.target())) {
            Socket steered = stage.connect();
            assertThat(isSteered(stage, stage.accept())).isTrue();
            kernel.detachLink(0);
            Socket relayed = stage.connect();
            assertThat(isSteered(stage, stage.accept())).isFalse();
            awaitOpen(monitor, 2);
            steered.close();
            relayed.close();
        }
    }

    @Test
    void waitsAtTheDoorForTheHandshakeOfASteeredClient() throws Exception {
        InetSocketAddress frontend = FreePort.at(Loopback.IPV4);
        InetSocketAddress service = FreePort.at(Loopback.IPV4);
        try (OwnedDescriptor listener =
                        RawTcp.listenAndDeferHandshakes(Kernel.load().libC(), service);
                ActivityMonitor monitor = open(frontend, service, MonitorOptions.defaults());
                Socket client = new Socket(frontend.getAddress(), frontend.getPort())) {
            Door door = monitor.door().orElseThrow();
            assertThatThrownBy(() -> door.shut(Duration.ofMillis(300)))
                    .as("of %s", listener)
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining("somebody is on the way in")
                    .hasMessageContaining(String.valueOf(client.getLocalPort()));
            client.getOutputStream().write(7);
            awaitOpen(monitor, 1);
        }
    }

    @Test
    void refusesWhomItIsToldAsThoughNobodyListened() throws Exception {
        RelayOptions settings = RelayOptions.builder()
                .refuse(List.of(Cidr.parse("127.0.0.2/31"), Cidr.parse("::/0")))
                .build();
        try (Stage stage = Stage.at(Loopback.ANY, true);
                ActivityMonitor monitor = open(stage, settings)) {
            assertThatThrownBy(() -> connectFrom(Loopback.IPV4_OTHER, at(Loopback.IPV4, stage.port())))
                    .isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> stage.connect(Loopback.IPV6)).isInstanceOf(ConnectException.class);
            stage.connect();
            assertThat(isSteered(stage, stage.accept())).isTrue();
            awaitOpen(monitor, 1);
            assertThat(look(monitor).openedTotal()).isEqualTo(1);
        }
    }

    @Test
    void doesNotCountWhomItIsToIgnore() throws Exception {
        RelayOptions settings =
                RelayOptions.builder().ignore(List.of(Cidr.parse("127.0.0.2"))).build();
        try (Stage stage = Stage.at(Loopback.IPV4, true);
                ActivityMonitor monitor = open(stage, settings);
                Socket ignored = connectFrom(Loopback.IPV4_OTHER, at(Loopback.IPV4, stage.port()))) {
            assertThat(isSteered(stage, stage.accept())).isTrue();
            assertThat(ignored.isConnected()).isTrue();
            stage.connect();
            stage.accept();
            awaitOpen(monitor, 1);
        }
    }

    @Test
    void letsTwoOfThemSteerToTheSameServiceBesideSomebodyElsesProgram() throws Exception {
        InetSocketAddress second = FreePort.at(Loopback.IPV4);
        try (ForeignLookup before = ForeignLookup.attach(Kernel.load());
                Stage stage = Stage.at(Loopback.IPV4, true);
                ActivityMonitor ofFirst = open(stage);
                ActivityMonitor ofSecond =
                        open(second, ((MonitorTarget.Proxied) stage.target()).service(), MonitorOptions.defaults());
                ForeignLookup after = ForeignLookup.attach(Kernel.load());
                Socket client = new Socket(second.getAddress(), second.getPort());
                Socket accepted = stage.accept()) {
            assertThat(accepted.getLocalPort()).isEqualTo(second.getPort());
            assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
            awaitSteered(stage);
            awaitOpen(ofFirst, 0);
            awaitOpen(ofSecond, 1);
            assertThat(List.of(before, after)).hasSize(2);
        }
    }

    @Test
    void countsWhoWasSteeredBeforeLullWasStartedAgain() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, true)) {
            ActivityMonitor first = open(stage);
            Socket client = stage.connect();
            Socket accepted = stage.accept();
            awaitOpen(first, 1);
            first.close();
            accepted.getOutputStream().write(7);
            assertThat(client.getInputStream().read()).as("nobody is cut off").isEqualTo(7);
            try (ActivityMonitor second = open(stage)) {
                awaitOpen(second, 1);
                client.close();
                accepted.close();
                awaitOpen(second, 0);
            }
        }
    }

    @Test
    void saysThatTheFrontendIsTakenAndLeavesItsOwnerAlone() throws Exception {
        try (Stage service = Stage.at(Loopback.IPV4, false);
                ServerSocket owner = new ServerSocket(0, 1, Loopback.IPV4)) {
            InetSocketAddress taken = at(Loopback.IPV4, owner.getLocalPort());
            assertThatThrownBy(() -> open(taken, at(Loopback.IPV4, service.port()), MonitorOptions.defaults()))
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining("another program listens at port");
            try (Socket client = new Socket(Loopback.IPV4, owner.getLocalPort());
                    Socket accepted = owner.accept()) {
                assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
            }
        }
    }

    static Stream<Arguments> whatOnlyARelayDoes() {
        ProxyProtocol sending = ProxyProtocol.OFF.sending(ProxyProtocol.Send.V2);
        ProxyProtocol accepting = ProxyProtocol.OFF.accepting(ProxyProtocol.Accept.OPTIONAL);
        return Stream.of(
                Arguments.of("(--max-connections)", RelayOptions.builder().maxConnections(5)),
                Arguments.of(
                        "(--connection-idle-timeout)",
                        RelayOptions.builder().connectionIdleTimeout(Duration.ofMinutes(1))),
                Arguments.of("(--first-byte-timeout)", RelayOptions.builder().firstByteTimeout(Duration.ofMinutes(1))),
                Arguments.of(
                        "(--proxy-protocol, --send-proxy)",
                        RelayOptions.builder().proxyProtocol(sending)),
                Arguments.of(
                        "(--proxy-protocol, --send-proxy)",
                        RelayOptions.builder().proxyProtocol(accepting)),
                Arguments.of(
                        "data path COPY (--data-path)",
                        RelayOptions.builder().dataPath(RelayOptions.DataPathChoice.COPY)));
    }

    @ParameterizedTest
    @MethodSource("whatOnlyARelayDoes")
    void leavesToTheRelayWhatOnlyARelayDoesAndSaysWhy(String what, RelayOptions.Builder settings) throws Exception {
        MonitorOptions options =
                MonitorOptions.builder().settings(settings.build()).build();
        try (Stage stage = Stage.at(Loopback.IPV4, true)) {
            Strategies.Opened opened = Strategies.open(List.of("ebpf", "proxy"), stage.target(), options);
            try (ActivityMonitor monitor = opened.monitor()) {
                assertThat(monitor.strategy()).isEqualTo("proxy");
                assertThat(opened.passedOver().get("ebpf")).contains(what).contains("only a relay can");
            }
        }
    }

    @Test
    void leavesAServiceOfAnotherMachineToTheRelayAndSaysWhy() throws Exception {
        InetSocketAddress elsewhere = at(InetAddress.getByName("192.0.2.1"), 80);
        assertThatThrownBy(() -> open(FreePort.at(Loopback.IPV4), elsewhere, MonitorOptions.defaults()))
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("192.0.2.1 is not in this network namespace")
                .hasMessageContaining("use the strategy proxy");
    }

    private static InetSocketAddress at(InetAddress address, int port) {
        return new InetSocketAddress(address, port);
    }

    private static ActivityMonitor open(Stage stage) {
        return new EbpfStrategyProvider().open(stage.target());
    }

    private static ActivityMonitor open(Stage stage, RelayOptions settings) {
        return new EbpfStrategyProvider()
                .open(
                        stage.target(),
                        MonitorOptions.builder().settings(settings).build());
    }

    private static ActivityMonitor open(InetSocketAddress frontend, InetSocketAddress service, MonitorOptions options) {
        return new EbpfStrategyProvider().open(new MonitorTarget.Proxied(frontend, service), options);
    }

    private static Socket connectFrom(InetAddress here, InetSocketAddress to) throws IOException {
        return new Socket(to.getAddress(), to.getPort(), here, 0);
    }

    private static boolean isSteered(Stage stage, Socket accepted) {
        return accepted.getLocalPort() == stage.port();
    }

    /** Connects until a client is steered: the search for the service may take a moment. */
    private static void awaitSteered(Stage stage) {
        patiently().until(() -> {
            try (Socket client = stage.connect();
                    Socket accepted = stage.accept()) {
                return client.isConnected() && isSteered(stage, accepted);
            }
        });
    }

    private static ServerSocketChannel sharing(InetSocketAddress at) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        channel.bind(at);
        channel.configureBlocking(false);
        return channel;
    }

    private static void close(ServerSocketChannel listener) {
        try {
            listener.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ServerSocketChannel acceptSteered(InetSocketAddress frontend, ServerSocketChannel... listeners) {
        return patiently()
                .until(
                        () -> {
                            for (ServerSocketChannel each : listeners) {
                                try (SocketChannel accepted = each.accept()) {
                                    if (accepted != null) {
                                        assertThat(isAt(frontend, accepted)).isTrue();
                                        return each;
                                    }
                                }
                            }
                            return null;
                        },
                        found -> found != null);
    }

    private static SocketChannel awaitAccepted(ServerSocketChannel listener) {
        return patiently().until(listener::accept, accepted -> accepted != null);
    }

    private static boolean isAt(InetSocketAddress frontend, SocketChannel accepted) throws IOException {
        return accepted.getLocalAddress().equals(frontend);
    }
}
