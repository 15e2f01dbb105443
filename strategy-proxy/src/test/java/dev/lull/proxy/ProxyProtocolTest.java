package dev.lull.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.Cidr;
import dev.lull.Connection;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.LogLines;
import dev.lull.proxy.header.ProxyHeader;
import dev.lull.proxy.header.ProxyHeaderEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers of the PROXY protocol in front of and behind the relay, over each data path. */
@ExtendWith(LeakCheck.class)
class ProxyProtocolTest implements OverEachPath {

    private static final List<byte[]> SAYING_NOTHING = List.of(
            "PROXY UNKNOWN\r\n".getBytes(US_ASCII),
            "PROXY UNKNOWN 203.0.113.7 192.0.2.1 4242 22\r\n".getBytes(US_ASCII),
            version2(0x00, 0), // AF_UNSPEC
            version2(0x31, 216)); // AF_UNIX, a stream

    private static final String LINE = "PROXY TCP4 203.0.113.7 192.0.2.1 4242 22\r\n";

    @ParameterizedTest
    @MethodSource("paths")
    void tellsTheRealClientAndPassesOnWhatFollowsTheHeader(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path, ProxyProtocol.Accept.REQUIRED)) {
            Socket client = stage.connect();
            String all = LINE + "hello";
            for (byte each : all.getBytes(US_ASCII)) { // in as many pieces as there can be
                client.getOutputStream().write(each);
            }
            assertThat(stage.accept().getInputStream().readNBytes(5))
                    .asString(US_ASCII)
                    .isEqualTo("hello");
            stage.await(seen -> seen.traffic().orElseThrow().bytesIn() == 5);
            assertThat(stage.monitor.connections())
                    .extracting(Connection::remote)
                    .containsExactly(new InetSocketAddress("203.0.113.7", 4242));
        }
    }

    /** Only LOCAL says that the connection is the sender's own. */
    @ParameterizedTest
    @MethodSource("paths")
    void countsNoActivityForAHealthCheckWhileItCarriesIt(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path, ProxyProtocol.Accept.REQUIRED)) {
            long before = stage.snapshot().lastActivityNanos();
            Socket check = stage.connect();
            check.getOutputStream()
                    .write(ProxyHeaderEncoder.version2(ProxyHeader.LOCAL).array());
            check.getOutputStream().write('x');
            Socket server = stage.accept();
            assertThat(server.getInputStream().read()).isEqualTo('x');
            server.getOutputStream().write('y');
            assertThat(check.getInputStream().read()).isEqualTo('y');
            check.close();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            assertThat(stage.snapshot().lastActivityNanos()).isEqualTo(before);
            assertThat(stage.snapshot().openedTotal()).isZero();
            assertThat(stage.snapshot().traffic().orElseThrow().total()).isZero();
        }
    }

    /** The specification has the receiver use the connection's own addresses then. */
    @ParameterizedTest
    @MethodSource("paths")
    void countsAClientWhoseHeaderDoesNotSayWhoItIs(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path, ProxyProtocol.Accept.REQUIRED)) {
            int counted = 0;
            for (byte[] header : SAYING_NOTHING) {
                Socket client = stage.connect();
                client.getOutputStream().write(header);
                client.getOutputStream().write('x');
                assertThat(stage.accept().getInputStream().read()).isEqualTo('x');
                counted++;
                assertThat(stage.snapshot().openConnections()).isEqualTo(counted);
                assertThat(stage.monitor.connections())
                        .extracting(Connection::remote)
                        .contains((InetSocketAddress) client.getLocalSocketAddress());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void tellsTheServiceTheConnectionsOwnAddressesWhereTheHeaderSaysNone(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(
                path,
                path.options()
                        .proxyProtocol(ProxyProtocol.OFF
                                .accepting(ProxyProtocol.Accept.REQUIRED)
                                .sending(ProxyProtocol.Send.V2))
                        .build())) {
            for (byte[] header : SAYING_NOTHING) {
                Socket client = stage.connect();
                client.getOutputStream().write(header);
                byte[] expected = ProxyHeaderEncoder.version2(
                                ProxyHeader.of((InetSocketAddress) client.getLocalSocketAddress(), stage.frontend))
                        .array();
                assertThat(stage.accept().getInputStream().readNBytes(expected.length))
                        .isEqualTo(expected);
            }
            Socket check = stage.connect();
            byte[] local = ProxyHeaderEncoder.version2(ProxyHeader.LOCAL).array();
            check.getOutputStream().write(local);
            assertThat(stage.accept().getInputStream().readNBytes(local.length)).isEqualTo(local);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void refusesASenderWhoIsNotTrusted(RelayPath path) throws Exception {
        path.requireMachine();
        try (LogLines lines = LogLines.of("dev.lull.proxy");
                RelayStage stage = RelayStage.with(
                        path,
                        path.options()
                                .proxyProtocol(ProxyProtocol.OFF
                                        .accepting(ProxyProtocol.Accept.REQUIRED)
                                        .trusting(List.of(Cidr.parse("192.0.2.0/24"))))
                                .build())) {
            assertThatThrownBy(() -> {
                        Socket forger = stage.connect();
                        forger.getOutputStream().write(LINE.getBytes(US_ASCII));
                        forger.getInputStream().read();
                    })
                    .isInstanceOf(SocketException.class);
            assertThat(stage.snapshot().openedTotal()).isZero();
            assertThat(lines.seen())
                    .singleElement()
                    .asString()
                    .contains("refused")
                    .contains("192.0.2.0/24")
                    .contains("--proxy-protocol-from");
        }
    }

    /** Nor does anybody wait for a header of theirs: a service that speaks first is heard at once. */
    @ParameterizedTest
    @MethodSource("paths")
    void takesThoseWhoAreNotTrustedByTheirOwnAddressWhereTheHeaderIsOptional(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(
                path,
                path.options()
                        .proxyProtocol(ProxyProtocol.OFF
                                .accepting(ProxyProtocol.Accept.OPTIONAL)
                                .waitingForHeader(Duration.ofDays(1))
                                .trusting(List.of(Cidr.parse("192.0.2.0/24"))))
                        .build())) {
            Socket silent = stage.connect();
            Socket server = stage.accept();
            server.getOutputStream().write('c');
            assertThat(silent.getInputStream().read()).isEqualTo('c');
            silent.getOutputStream().write(LINE.getBytes(US_ASCII));
            assertThat(server.getInputStream().readNBytes(LINE.length()))
                    .asString(US_ASCII)
                    .isEqualTo(LINE);
            assertThat(stage.monitor.connections())
                    .extracting(Connection::remote)
                    .containsExactly((InetSocketAddress) silent.getLocalSocketAddress());
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void countsWhoeverIsStillAtTheHeaderWhenTheDoorShuts(RelayPath path) throws Exception {
        try (RelayStage stage = stage(path, ProxyProtocol.Accept.REQUIRED)) {
            Socket client = stage.connect();
            Awaitility.await().until(() -> {
                stage.monitor.door().orElseThrow().shut(Duration.ofMinutes(1));
                boolean counted = stage.snapshot().openConnections() == 1;
                stage.monitor.door().orElseThrow().open();
                return counted;
            });
            client.getOutputStream().write(LINE.getBytes(US_ASCII));
            stage.accept();
            assertThat(stage.snapshot().openedTotal()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void resetsWhoSendsNoHeaderOrABrokenOneOrIsTooSlow(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(
                path,
                path.options()
                        .proxyProtocol(ProxyProtocol.OFF
                                .accepting(ProxyProtocol.Accept.REQUIRED)
                                .waitingForHeader(Duration.ofMillis(300)))
                        .build())) {
            for (String text : new String[] {"GET / HTTP/1.1\r\n\r\n", "PROXY TCP4 nonsense\r\n", "PROXY TC"}) {
                Socket client = stage.connect();
                client.getOutputStream().write(text.getBytes(US_ASCII));
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            assertThat(stage.snapshot().openedTotal()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void takesBothKindsWhereTheHeaderIsOptional(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(
                path,
                path.options()
                        .proxyProtocol(ProxyProtocol.OFF
                                .accepting(ProxyProtocol.Accept.OPTIONAL)
                                .waitingForHeader(Duration.ofMillis(300)))
                        .build())) {
            Socket with = stage.connect();
            with.getOutputStream().write((LINE + "a").getBytes(US_ASCII));
            assertThat(stage.accept().getInputStream().read()).isEqualTo('a');
            Socket without = stage.connect();
            without.getOutputStream().write('b');
            assertThat(stage.accept().getInputStream().read()).isEqualTo('b');
            Socket silent = stage.connect(); // waits for the service to speak first
            stage.accept().getOutputStream().write('c');
            assertThat(silent.getInputStream().read()).isEqualTo('c');
            assertThat(stage.snapshot().openedTotal()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void tellsTheServiceWhoseConnectionItIs(RelayPath path) throws Exception {
        path.requireMachine();
        for (ProxyProtocol.Send version : new ProxyProtocol.Send[] {ProxyProtocol.Send.V1, ProxyProtocol.Send.V2}) {
            try (RelayStage stage = RelayStage.with(
                    path,
                    path.options()
                            .proxyProtocol(ProxyProtocol.OFF.sending(version))
                            .build())) {
                Socket client = stage.connect();
                client.getOutputStream().write("hello".getBytes(US_ASCII));
                ProxyHeader header = ProxyHeader.of(
                        (InetSocketAddress) client.getLocalSocketAddress(),
                        new InetSocketAddress(RelayStage.HERE.getHostAddress(), stage.frontend.getPort()));
                byte[] expected = (version == ProxyProtocol.Send.V1
                                ? ProxyHeaderEncoder.version1(header)
                                : ProxyHeaderEncoder.version2(header))
                        .array();
                Socket server = stage.accept();
                assertThat(server.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
                assertThat(server.getInputStream().readNBytes(5))
                        .asString(US_ASCII)
                        .isEqualTo("hello");
                stage.await(seen -> seen.traffic().orElseThrow().bytesIn() == 5);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void refusesAClientThatItsHeaderNames(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(
                path,
                path.options()
                        .proxyProtocol(ProxyProtocol.OFF.accepting(ProxyProtocol.Accept.REQUIRED))
                        .refuse(List.of(Cidr.parse("203.0.113.0/24")))
                        .build())) {
            Socket refused = stage.connect();
            refused.getOutputStream().write(LINE.getBytes(US_ASCII));
            assertThatThrownBy(() -> refused.getInputStream().read()).isInstanceOf(SocketException.class);
            Socket other = stage.connect();
            other.getOutputStream().write((LINE.replace("203.0.113.7", "198.51.100.7") + "x").getBytes(US_ASCII));
            assertThat(stage.accept().getInputStream().read()).isEqualTo('x');
            assertThat(stage.snapshot().openedTotal()).isEqualTo(1);
        }
    }

    private static byte[] version2(int familyAndTransport, int addressLength) {
        byte[] unspecified = ProxyHeaderEncoder.version2(ProxyHeader.UNKNOWN).array();
        byte[] header = Arrays.copyOf(unspecified, unspecified.length + addressLength);
        header[13] = (byte) familyAndTransport;
        header[14] = (byte) (addressLength >> Byte.SIZE);
        header[15] = (byte) addressLength;
        return header;
    }

    private static RelayStage stage(RelayPath path, ProxyProtocol.Accept rule) throws IOException {
        path.requireMachine();
        return RelayStage.with(
                path,
                path.options().proxyProtocol(ProxyProtocol.OFF.accepting(rule)).build());
    }
}
