package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.FreePort;
import dev.lull.launcher.LauncherProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Peers that the relay of {@code lull run --listen} treats otherwise than everybody else. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "peers of their own need all of 127.0.0.0/8, which only Linux has")
class RelayPeersTest {

    private static final int PATIENCE_MILLIS = (int) LauncherProcess.PATIENCE.toMillis();

    @Test
    void carriesAnIgnoredPeerAndStopsWhileItIsConnectedAndResetsARefusedOne() throws Exception {
        int frontend = FreePort.at(InetAddress.getLoopbackAddress()).getPort();
        try (ServerSocket service = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                LauncherProcess lull = LauncherProcess.start(
                        "run",
                        "--strategy",
                        "proxy",
                        "--listen",
                        "127.0.0.1:" + frontend,
                        "--to",
                        "127.0.0.1:" + service.getLocalPort(),
                        "--ignore",
                        "127.0.0.2",
                        "--refuse",
                        "10.0.0.0/8",
                        "--refuse",
                        "127.0.0.8/29",
                        "--idle",
                        "4s")) {
            service.setSoTimeout(PATIENCE_MILLIS);
            lull.awaitLog("127.0.0.1:" + frontend);
            assertThatThrownBy(() -> readFrom("127.0.0.9", frontend)).isInstanceOf(SocketException.class);
            try (Socket ignored = connect("127.0.0.2", frontend)) {
                ignored.getOutputStream().write('x');
                try (Socket server = service.accept()) {
                    assertThat(server.getInputStream().read()).isEqualTo('x');
                    server.getOutputStream().write('y');
                    assertThat(ignored.getInputStream().read()).isEqualTo('y');
                    assertThat(lull.awaitExit()).isZero(); // connected all the time
                }
            }
            assertThat(lull.err()).noneMatch(line -> line.contains("127.0.0.2:"));
            assertThat(lull.err())
                    .filteredOn(line -> line.contains("127.0.0.9:"))
                    .singleElement()
                    .asString()
                    .contains("refused: its address is to be refused");
        }
    }

    /** The reset may come while it is still connecting. */
    private static int readFrom(String address, int port) throws IOException {
        try (Socket socket = connect(address, port)) {
            return socket.getInputStream().read();
        }
    }

    private static Socket connect(String from, int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return socket;
    }
}
