package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.internal.linux.NetworkNamespace;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The relay on one machine, client and service on another one: two network namespaces and a cable between them, which
 * can be cut.
 */
@ExtendWith(LeakCheck.class)
class DeadPeerTest {

    private static final String NEAR = "10.211.7.1";
    private static final String FAR = "10.211.7.2";
    private static final int SERVICE = 2200;

    private final List<Process> machines = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<ActivityMonitor> monitors = new ArrayList<>();
    private Path near = Path.of("");
    private Path far = Path.of("");

    @BeforeEach
    void twoMachines() throws Exception {
        Require.networkNamespaces();
        ProxyPath.SPLICE.requireMachine();
        long here = machine();
        long there = machine();
        near = Path.of("/proc/" + here + "/ns/net");
        far = Path.of("/proc/" + there + "/ns/net");
        run(
                "ip",
                "link",
                "add",
                "lull",
                "netns",
                "" + here,
                "type",
                "veth",
                "peer",
                "name",
                "lull",
                "netns",
                "" + there);
        for (String[] end : new String[][] {{"" + here, NEAR}, {"" + there, FAR}}) {
            run("nsenter", "-t", end[0], "-n", "ip", "address", "add", end[1] + "/24", "dev", "lull");
            run("nsenter", "-t", end[0], "-n", "ip", "link", "set", "lull", "up");
            run("nsenter", "-t", end[0], "-n", "ip", "link", "set", "lo", "up");
        }
        ServerSocket service = open(far, () -> new ServerSocket(SERVICE));
        service.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
        int port = 2222;
        for (RelayPath path : List.of(ProxyPath.COPY, ProxyPath.SPLICE)) {
            InetSocketAddress frontend = new InetSocketAddress(NEAR, port++);
            monitors.add(open(
                    near,
                    () -> RelayStage.open(
                            path, path.options().build(), frontend, new InetSocketAddress(FAR, SERVICE))));
            Socket client = open(far, () -> RelayStage.connectTo(frontend));
            client.getOutputStream().write(1);
            Socket server = service.accept();
            opened.add(server);
            assertThat(server.getInputStream().read()).isEqualTo(1);
        }
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        for (Process machine : machines) {
            machine.destroyForcibly().waitFor();
        }
    }

    /** By ss(8): when the kernel will ask next. */
    @Test
    void hasTheKernelAskBothPeersAfterAMinuteOfSilence() throws Exception {
        String sockets = run(
                "nsenter",
                "-t",
                "" + machines.get(0).pid(),
                "-n",
                "ss",
                "--tcp",
                "--numeric",
                "--options",
                "--no-header",
                "state",
                "established");
        assertThat(sockets.lines())
                .hasSize(4)
                .allMatch(line -> line.matches(".*timer:\\(keepalive,(5\\d|60)sec,0\\).*"));
    }

    @Test
    @Tag("long")
    void findsClientAndServiceThatAreGoneWithoutAWordInTwoMinutes() throws Exception {
        long cutAt = System.nanoTime();
        run("nsenter", "-t", "" + machines.get(1).pid(), "-n", "ip", "link", "set", "lull", "down");
        for (ActivityMonitor monitor : monitors) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(150))
                    .until(() -> ((ActivitySnapshot) monitor.read()).openConnections() == 0);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - cutAt)).isGreaterThan(Duration.ofSeconds(60));
    }

    private long machine() throws IOException {
        Process process = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo here; read wait").start();
        machines.add(process);
        assertThat(process.inputReader(StandardCharsets.US_ASCII).readLine()).isEqualTo("here");
        return process.pid();
    }

    /** Threads that it starts stay in there as well. */
    private <T extends AutoCloseable> T open(Path namespace, Callable<T> opening) throws Exception {
        T made = NetworkNamespace.inside(SystemCalls.load(), namespace, opening);
        opened.add(made);
        return made;
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
        return output;
    }
}
