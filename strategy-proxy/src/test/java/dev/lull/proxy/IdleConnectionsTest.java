package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many connections that say nothing, through a relay in a process of its own, as {@code ./lull} starts it. */
@ExtendWith(LeakCheck.class)
class IdleConnectionsTest implements OverEachPath {

    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void holdsAndCountsAThousand(RelayPath path) throws Exception {
        hold(1000, path);
    }

    /** 19,000 descriptors here, and as many in the relay. */
    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    @Tag("long")
    void holdsAndCountsAsManyAsTwentyThousandDescriptorsSufficeFor(RelayPath path) throws Exception {
        hold(9500, path);
    }

    private static void hold(int connections, RelayPath path) throws Exception {
        path.requireMachine();
        Require.that("linux", Files.isReadable(Path.of("/proc/self/limits")), "resident memory is read from /proc");
        Require.that(
                "descriptors", descriptors() >= 2 * connections + 500, "needs " + (2 * connections + 500) + " of them");
        InetSocketAddress frontend = FreePort.at(RelayStage.HERE);
        Deque<Socket> sockets = new ArrayDeque<>();
        try (ServerSocket service = new ServerSocket(0, 1024, RelayStage.HERE)) {
            service.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
            Process relay = start(frontend, service, path);
            try (BufferedReader says = relay.inputReader(StandardCharsets.US_ASCII);
                    OutputStream asks = relay.getOutputStream()) {
                assertThat(says.readLine()).isEqualTo("ready");
                long atRest = residentKilobytes(relay);
                for (int i = 0; i < connections; i++) {
                    sockets.add(RelayStage.connectTo(frontend));
                    sockets.add(service.accept());
                }
                awaitCount(asks, says, connections);
                long held = residentKilobytes(relay);
                System.out.printf(
                        "%s: %d idle connections, resident %d kB at rest, %d kB with them%n",
                        path, connections, atRest, held);
                assertThat((held - atRest) * 1024 / connections)
                        .as("resident bytes for each connection")
                        .isLessThan(16 * 1024);
                while (!sockets.isEmpty()) {
                    RelayStage.reset(sockets.remove());
                }
                awaitCount(asks, says, 0);
            } finally {
                relay.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    private static Process start(InetSocketAddress frontend, ServerSocket service, RelayPath path) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xss512k",
                        "-Xms8m",
                        "-Xmx96m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RelayProgram.class.getName(),
                        String.valueOf(frontend.getPort()),
                        String.valueOf(service.getLocalPort()),
                        path.word())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void awaitCount(OutputStream asks, BufferedReader says, int expected) {
        Awaitility.await().atMost(RelayStage.PATIENCE).until(() -> {
            asks.write('\n');
            asks.flush();
            return says.readLine().contains("openConnections=" + expected + ",");
        });
    }

    private static long descriptors() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+", -1)[3])
                .mapToLong(word -> word.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(word))
                .findFirst()
                .orElse(0);
    }

    private static long residentKilobytes(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
