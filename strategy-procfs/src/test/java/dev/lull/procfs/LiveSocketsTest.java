package dev.lull.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.internal.linux.SsAnswer;
import dev.lull.internal.linux.Tables;
import dev.lull.spi.ConnectionSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both readers and ss look at the same sockets of this machine. */
@ExtendWith(LeakCheck.class)
class LiveSocketsTest {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @BeforeEach
    void linux() {
        Require.that("procfs", System.getProperty("os.name", "").equals("Linux"), "only Linux has /proc");
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void bothReadersSeeWhatSsSeesInEveryState() throws Exception {
        Require.that("procfs", Require.hasProgram("ss"), "needs ss (iproute2)");
        ServerSocket ipv4 = listen(Loopback.IPV4);
        everyState(ipv4, Loopback.IPV4);
        List<Integer> ports = new ArrayList<>(List.of(ipv4.getLocalPort()));
        if (Loopback.hasIpv6()) {
            ServerSocket ipv6 = listen(Loopback.IPV6);
            everyState(ipv6, Loopback.IPV6);
            ServerSocket both = listen(Loopback.ANY);
            everyState(both, Loopback.IPV4);
            ports.add(ipv6.getLocalPort());
            ports.add(both.getLocalPort());
        }
        Integer[] watched = ports.toArray(Integer[]::new);
        // FINs are under way for a moment: the three look again until they look at the same sockets.
        Awaitility.await().untilAsserted(() -> {
            List<String> diag = look(SourceKind.SOCK_DIAG, watched);
            assertThat(diag).hasSize(5 * watched.length);
            assertThat(look(SourceKind.PROC_FILES, watched)).containsExactlyInAnyOrderElementsOf(diag);
            assertThat(ss().open(watched)).containsExactlyInAnyOrderElementsOf(diag);
        });
    }

    @Test
    void aClientOnThisMachineIsNotTakenForTheService() throws Exception {
        ServerSocket server = listen(Loopback.IPV4);
        Socket client = keep(new Socket(server.getInetAddress(), server.getLocalPort()));
        keep(server.accept());
        for (SourceKind kind : List.of(SourceKind.SOCK_DIAG, SourceKind.PROC_FILES, SourceKind.OSHI)) {
            assertThat(look(kind, server.getLocalPort()))
                    .as("the service's end, by %s", kind)
                    .containsExactly(ends(server.getLocalPort(), client.getLocalPort()));
            assertThat(look(kind, client.getLocalPort()))
                    .as("the client's end is another port's, by %s", kind)
                    .containsExactly(ends(client.getLocalPort(), server.getLocalPort()));
        }
    }

    /** Two plain ones, one not accepted, half-closed each way, and what does not count: an orphan and a closed one. */
    private void everyState(ServerSocket server, InetAddress address) throws IOException {
        keep(connect(server, address));
        keep(server.accept());
        keep(connect(server, address));
        keep(server.accept());
        Socket stopsSending = keep(connect(server, address));
        keep(server.accept());
        stopsSending.shutdownOutput();
        keep(connect(server, address));
        keep(server.accept()).shutdownOutput();
        keep(connect(server, address));
        server.accept().close();
        Socket leaves = connect(server, address);
        Socket left = server.accept();
        leaves.close();
        left.close();
        keep(connect(server, address));
    }

    private ServerSocket listen(InetAddress address) throws IOException {
        ServerSocket server = new ServerSocket();
        keep(server);
        server.bind(new InetSocketAddress(address, 0));
        return server;
    }

    private static Socket connect(ServerSocket server, InetAddress address) throws IOException {
        return new Socket(address, server.getLocalPort());
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    private static String ends(int local, int remote) {
        return "127.0.0.1:" + local + " 127.0.0.1:" + remote;
    }

    private static List<String> look(SourceKind kind, Integer... ports) throws Exception {
        List<String> seen = new ArrayList<>();
        try (ConnectionSource source = kind.open(ProcfsOptions.defaults(), Tables.ports(ports), "")) {
            source.look(row -> seen.add(Tables.text(row.local()) + " " + Tables.text(row.remote())));
        }
        return seen;
    }

    private static SsAnswer ss() throws IOException {
        Process ss = new ProcessBuilder("ss", "-tane").start();
        return SsAnswer.parse(new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
}
