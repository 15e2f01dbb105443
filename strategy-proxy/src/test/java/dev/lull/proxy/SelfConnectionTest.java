package dev.lull.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.io.BufferedReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A relay that could come to talk to itself, in the two ways there are. */
@ExtendWith(LeakCheck.class)
class SelfConnectionTest implements OverEachPath {

    /**
     * In a network namespace with two ports for outgoing connections, of which the kernel prefers the even one, which is the service's: while nobody
     * listens there, dialling it joins the socket to itself.
     */
    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void doesNotTakeItsOwnSocketForTheService(RelayPath path) throws Exception {
        path.requireMachine();
        Require.that("netns", Require.isRoot() && Require.hasProgram("unshare"), "needs root, unshare and ip");
        Process inside = new ProcessBuilder(
                        "unshare",
                        "--net",
                        "sh",
                        "-c",
                        "ip link set lo up && echo '40000 40001' > /proc/sys/net/ipv4/ip_local_port_range"
                                + " && exec \"$0\" -cp \"$1\" \"$2\" \"$3\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        System.getProperty("java.class.path"),
                        Inside.class.getName(),
                        path.word())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader says = inside.inputReader(US_ASCII)) {
            assertThat(says.lines()).last().asString().isEqualTo("the service answered");
        } finally {
            inside.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void doesNotDialItsOwnFrontendByName(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress frontend = FreePort.at(RelayStage.HERE);
        RelayOptions options =
                path.options().connectTimeout(Duration.ofMillis(300)).build();
        InetSocketAddress itself = InetSocketAddress.createUnresolved("localhost", frontend.getPort());
        InetSocketAddress everywhere = new InetSocketAddress(frontend.getPort());
        try (ActivityMonitor monitor = RelayStage.open(path, options, everywhere, itself);
                Socket client = RelayStage.connectTo(frontend)) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            Awaitility.await().until(() -> ((ActivitySnapshot) monitor.read()).openConnections() == 0);
            assertThat(((ActivitySnapshot) monitor.read()).openedTotal()).isEqualTo(1);
        }
    }

    /** What runs in the namespace: {@code Inside PATH}. */
    static final class Inside {

        private Inside() {}

        /** The client has a port of its own, below the range, because it asks for none of the system's. */
        public static void main(String[] words) throws Exception {
            InetSocketAddress frontend = new InetSocketAddress(RelayStage.HERE, 20_000);
            InetSocketAddress service = new InetSocketAddress(RelayStage.HERE, 40_000);
            RelayPath path = RelayPath.told(words[0]);
            RelayOptions options = path.options().build();
            try (ActivityMonitor monitor = RelayStage.open(path, options, frontend, service);
                    Socket client = new Socket()) {
                client.bind(new InetSocketAddress(RelayStage.HERE, 20_001));
                client.connect(frontend);
                client.getOutputStream().write('?');
                client.setSoTimeout(300);
                try {
                    System.out.println("answered by nobody but itself: "
                            + client.getInputStream().read());
                    return;
                } catch (java.net.SocketTimeoutException e) {
                    System.out.println("held, as it should be");
                }
                client.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
                try (ServerSocket listener = new ServerSocket(service.getPort(), 10, RelayStage.HERE)) {
                    System.out.println("listening, " + monitor.read().getClass().getSimpleName());
                    serve(listener, client);
                }
            }
        }

        /** Now that the service holds its port the relay gets the other one. */
        private static void serve(ServerSocket listener, Socket client) throws Exception {
            listener.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
            try (Socket server = listener.accept()) {
                server.getOutputStream().write(server.getInputStream().read());
                System.out.println(client.getInputStream().read() == '?' ? "the service answered" : "wrong answer");
            }
        }
    }
}
