package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** sock_diag of this machine's kernel. */
@ExtendWith(LeakCheck.class)
class SocketDiagnosisLiveTest {

    @SuppressWarnings("NullAway.Init") // set before each test
    private SocketDiagnosis diagnosis;

    @SuppressWarnings("NullAway.Init") // set before each test
    private ServerSocket server;

    private record Seen(
            long cookie, int state, long inode, SocketAddress local, SocketAddress remote, long received, long sent) {
        private static Seen of(DiagnosedSocket socket) {
            return new Seen(
                    socket.cookie(),
                    socket.state(),
                    socket.inode(),
                    socket.local(),
                    socket.remote(),
                    socket.payloadReceived(),
                    socket.payloadAcknowledged());
        }
    }

    @BeforeEach
    void open() throws Exception {
        Require.that("procfs", System.getProperty("os.name", "").equals("Linux"), "only Linux has sock_diag");
        diagnosis = SocketDiagnosis.open(SystemCalls.load());
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        diagnosis.close();
        server.close();
    }

    @Test
    void seesOnlyTheServicesEndOfAConnection() throws IOException {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            assertThat(dump(server.getLocalPort())).singleElement().satisfies(seen -> {
                assertThat(seen.state).isEqualTo(TcpState.ESTABLISHED);
                assertThat(seen.inode).isPositive();
                assertThat(seen.local).isEqualTo(accepted.getLocalSocketAddress());
                assertThat(seen.remote).isEqualTo(client.getLocalSocketAddress());
            });
        }
    }

    @Test
    void givesAnUnacceptedConnectionNoInode() throws IOException {
        try (Socket client = connect()) {
            assertThat(client.isConnected()).isTrue();
            assertThat(dump(server.getLocalPort())).singleElement().satisfies(seen -> {
                assertThat(seen.inode).isZero();
                assertThat(TcpState.isOpen(seen.state, seen.inode)).isTrue();
            });
        }
    }

    @Test
    void measuresThePayloadWithoutThePeersFin() throws IOException {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            client.getOutputStream().write(new byte[1000]);
            client.shutdownOutput();
            assertThat(accepted.getInputStream().readAllBytes()).hasSize(1000);
            assertThat(dump(server.getLocalPort())).singleElement().satisfies(seen -> {
                assertThat(seen.state).isEqualTo(TcpState.CLOSE_WAIT);
                assertThat(seen.received).isEqualTo(1000);
                assertThat(seen.sent).isZero();
            });
        }
    }

    @Test
    void measuresThePayloadWithoutItsOwnFin() throws IOException {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(new byte[70]);
            accepted.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).hasSize(70);
            Awaitility.await().untilAsserted(() -> assertThat(dump(server.getLocalPort()))
                    .singleElement()
                    .satisfies(seen -> {
                        assertThat(seen.state).isEqualTo(TcpState.FIN_WAIT_2);
                        assertThat(seen.sent).isEqualTo(70);
                        assertThat(seen.received).isZero();
                    }));
        }
    }

    @Test
    void countsTheIdleTimeFromTheLatestByteEitherWay() throws IOException {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            Awaitility.await().until(() -> idleMillis() >= 200);
            client.getOutputStream().write(1);
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
            assertThat(idleMillis()).isLessThan(150);
            Awaitility.await().until(() -> idleMillis() >= 200);
            accepted.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            assertThat(idleMillis()).isLessThan(150);
        }
    }

    @Test
    void seesSeveralPortsThroughAProgram() throws IOException {
        try (ServerSocket second = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket one = connect();
                Socket two = new Socket(second.getInetAddress(), second.getLocalPort());
                Socket three = new Socket(other.getInetAddress(), other.getLocalPort())) {
            assertThat(dump(server.getLocalPort(), second.getLocalPort()))
                    .extracting(Seen::remote)
                    .containsExactlyInAnyOrder(one.getLocalSocketAddress(), two.getLocalSocketAddress())
                    .doesNotContain(three.getLocalSocketAddress());
        }
    }

    @Test
    void seesOnlyTheStatesAskedFor() throws IOException {
        try (Socket client = connect()) {
            assertThat(client.isConnected()).isTrue();
            List<Integer> states = new ArrayList<>();
            SocketFilter listening =
                    SocketFilter.openOn(List.of(server.getLocalPort())).inStates(1 << TcpState.LISTEN);
            diagnosis.dump(listening.unmeasured(), socket -> states.add(socket.state()));
            assertThat(states).containsExactly(TcpState.LISTEN);
        }
    }

    @Test
    void findsOneConnectionByItsEndsAndCookie() throws IOException {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            long cookie = dump(server.getLocalPort()).get(0).cookie;
            InetSocketAddress local = (InetSocketAddress) accepted.getLocalSocketAddress();
            InetSocketAddress remote = (InetSocketAddress) accepted.getRemoteSocketAddress();
            List<Seen> found = new ArrayList<>();
            assertThat(diagnosis.find(local, remote, 0, cookie, socket -> found.add(Seen.of(socket))))
                    .isTrue();
            assertThat(diagnosis.find(
                            local, remote, 0, SocketDiagnosis.ANY_COOKIE, socket -> found.add(Seen.of(socket))))
                    .isTrue();
            assertThat(found).extracting(Seen::cookie).containsExactly(cookie, cookie);
            assertThat(diagnosis.find(local, remote, 0, cookie + 1, socket -> found.add(Seen.of(socket))))
                    .isFalse();
            client.setSoLinger(true, 0);
        }
    }

    @Test
    void findsNothingWhereThereIsNoConnection() throws IOException {
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        assertThat(diagnosis.find(nobody, nobody, 0, SocketDiagnosis.ANY_COOKIE, socket -> {}))
                .isFalse();
    }

    @Test
    void goesOnAfterItsReaderGaveUp() throws IOException {
        try (Socket client = connect()) {
            assertThat(client.isConnected()).isTrue();
            SocketFilter filter = SocketFilter.openOn(List.of(server.getLocalPort()));
            assertThatThrownBy(() -> diagnosis.dump(filter, socket -> {
                        throw new IllegalStateException("on purpose");
                    }))
                    .hasMessage("on purpose");
            assertThat(dump(server.getLocalPort())).hasSize(1);
        }
    }

    @Test
    void saysWhichNamespaceCannotBeEntered() {
        Path missing = Path.of("/proc/0/ns/net");
        assertThatThrownBy(() -> NetworkNamespace.inside(SystemCalls.load(), missing, () -> "not reached"))
                .isInstanceOf(SystemCallException.class)
                .hasMessageStartingWith("open(/proc/0/ns/net): ENOENT");
    }

    private Socket connect() throws IOException {
        return new Socket(server.getInetAddress(), server.getLocalPort());
    }

    private List<Seen> dump(Integer... ports) throws IOException {
        List<Seen> seen = new ArrayList<>();
        diagnosis.dump(SocketFilter.openOn(Arrays.asList(ports)), socket -> seen.add(Seen.of(socket)));
        return seen;
    }

    private long idleMillis() throws IOException {
        long[] idle = {-1};
        diagnosis.dump(
                SocketFilter.openOn(List.of(server.getLocalPort())),
                socket -> idle[0] = socket.idleNanos() / 1_000_000);
        return idle[0];
    }
}
