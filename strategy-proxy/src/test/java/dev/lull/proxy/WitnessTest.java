package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Cidr;
import dev.lull.Monitors;
import dev.lull.Testimony;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.proxy.header.ProxyHeader;
import dev.lull.proxy.header.ProxyHeaderEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kernel's table says beside the relay's own counts, over each data path. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux shows its table of connections as a file")
@ExtendWith(LeakCheck.class)
class WitnessTest implements OverEachPath {

    private static final String IGNORED = "127.0.0.9";

    @ParameterizedTest
    @MethodSource("paths")
    void isThereAndSeesNobodyWhereNobodyIs(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            assertThat(path.provider().probeWitness()).isInstanceOf(Availability.Available.class);
            assertThat(stage.monitor.witness().description()).contains("/proc/net/tcp");
            assertThat(seen(stage)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void seesAClientUntilItHasLeft(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            Socket client = stage.connect();
            stage.accept();
            stage.await(reading -> reading.openConnections() == 1);
            assertThat(seen(stage)).containsExactly((InetSocketAddress) client.getLocalSocketAddress());
            RelayStage.reset(client);
            Awaitility.await().untilAsserted(() -> assertThat(seen(stage)).isEmpty());
        }
    }

    /** A client may use one port for several connections, to different addresses of the relay's. */
    @ParameterizedTest
    @MethodSource("paths")
    void seesAClientThatWaitsBesideOneThatIsInsideFromTheSamePort(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress anywhere = FreePort.at(InetAddress.getByName("0.0.0.0"));
        RelayOptions options = path.options().maxConnections(1).build();
        try (RelayStage stage = RelayStage.with(path, options, anywhere);
                Socket inside = connect(new InetSocketAddress(RelayStage.HERE, 0), "127.0.0.1", anywhere.getPort())) {
            stage.await(reading -> reading.openConnections() == 1);
            InetSocketAddress samePort = new InetSocketAddress(RelayStage.HERE, inside.getLocalPort());
            try (Socket waiting = connect(samePort, "127.0.0.2", anywhere.getPort())) {
                assertThat(waiting.getLocalSocketAddress()).isEqualTo(samePort);
                assertThat(seen(stage)).containsExactly(samePort, samePort);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void seesAClientThatWaitsBecauseThoseWhoDoNotCountFillTheRelay(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options = path.options()
                .maxConnections(1)
                .ignore(List.of(Cidr.parse(IGNORED)))
                .build();
        try (RelayStage stage = RelayStage.with(path, options);
                Socket ignored = connectFrom(IGNORED, stage)) {
            stage.accept();
            assertThat(seen(stage)).isEmpty();
            Socket client = stage.connect();
            assertThat(seen(stage)).containsExactly((InetSocketAddress) client.getLocalSocketAddress());
            assertThat(ignored.isConnected()).isTrue();
        }
    }

    /** As {@code lull run --listen --ignore} does it: the filter around the relay ignores, and does not know of waiting. */
    @ParameterizedTest
    @MethodSource("paths")
    void seesAClientThatWaitsBecauseThoseWhomTheFilterIgnoresFillTheRelay(RelayPath path) throws Exception {
        path.requireMachine();
        List<Cidr> block = List.of(Cidr.parse(IGNORED));
        try (RelayStage stage =
                        RelayStage.with(path, path.options().maxConnections(1).build());
                ActivityMonitor filtered = Monitors.ignoringPeers(stage.monitor, block);
                Socket ignored = connectFrom(IGNORED, stage)) {
            stage.accept();
            stage.await(reading -> reading.openConnections() == 1);
            assertThat(seen(filtered)).isEmpty();
            Socket client = stage.connect();
            assertThat(seen(filtered)).containsExactly((InetSocketAddress) client.getLocalSocketAddress());
            assertThat(ignored.isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void seesNobodyWhoDoesNotCountInsideOrInFront(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options = path.options()
                .ignore(List.of(Cidr.parse(IGNORED)))
                .maxConnections(2)
                .proxyProtocol(ProxyProtocol.OFF
                        .accepting(ProxyProtocol.Accept.OPTIONAL)
                        .trusting(List.of(Cidr.parse("127.0.0.1"))))
                .build();
        try (RelayStage stage = RelayStage.with(path, options);
                Socket ignored = connectFrom(IGNORED, stage)) {
            stage.accept();
            Socket check = stage.connect();
            check.getOutputStream()
                    .write(ProxyHeaderEncoder.version2(ProxyHeader.LOCAL).array());
            stage.accept();
            assertThat(seen(stage)).isEmpty();
            try (Socket waiting = connectFrom(IGNORED, stage)) {
                assertThat(seen(stage)).isEmpty();
                assertThat(waiting.isConnected()).isTrue();
            }
            assertThat(ignored.isConnected()).isTrue();
        }
    }

    /** Whose header has not come may be anybody. */
    @ParameterizedTest
    @MethodSource("paths")
    void seesWhoeverIsStillAtTheHeader(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options = path.options()
                .proxyProtocol(ProxyProtocol.OFF.accepting(ProxyProtocol.Accept.REQUIRED))
                .build();
        try (RelayStage stage = RelayStage.with(path, options)) {
            Socket client = stage.connect();
            assertThat(seen(stage)).containsExactly((InetSocketAddress) client.getLocalSocketAddress());
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void cannotTellOnceTheMonitorIsClosed(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            stage.monitor.close();
            assertThat(stage.monitor.witness().testify()).isInstanceOf(Testimony.Unreadable.class);
        }
    }

    private static List<InetSocketAddress> seen(RelayStage stage) {
        return seen(stage.monitor);
    }

    private static List<InetSocketAddress> seen(ActivityMonitor monitor) {
        Testimony testimony = monitor.witness().testify();
        assertThat(testimony).isInstanceOf(Testimony.Seen.class);
        return ((Testimony.Seen) testimony)
                .open().stream().map(Testimony.Sighting::remote).toList();
    }

    private static Socket connectFrom(String address, RelayStage stage) throws IOException {
        return connect(
                new InetSocketAddress(InetAddress.getByName(address), 0),
                stage.frontend.getHostString(),
                stage.frontend.getPort());
    }

    private static Socket connect(InetSocketAddress from, String to, int port) throws IOException {
        Socket socket = new Socket();
        socket.setReuseAddress(true);
        socket.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
        socket.bind(from);
        socket.connect(new InetSocketAddress(to, port), (int) RelayStage.PATIENCE.toMillis());
        return socket;
    }
}
