package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A relay on a machine with many processors, in a JVM with as little memory as {@code ./lull} gives it. */
@ExtendWith(LeakCheck.class)
class ManyProcessorsTest implements OverEachPath {

    private static final int PROCESSORS = 192;
    private static final int MANY_LOOPS = 200;
    private static final int PIECES = 2000;

    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void carriesBulkAsOnASmallMachine(RelayPath path) throws Exception {
        relay(path, 16);
    }

    List<RelayPath> pathThatSplices() {
        return paths().stream().filter(ProxyPath.SPLICE::equals).toList();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("pathThatSplices")
    void carriesBulkHoweverManyLoopsAreAskedFor(RelayPath path) throws Exception {
        relay(path, MANY_LOOPS, String.valueOf(MANY_LOOPS));
    }

    private static void relay(RelayPath path, int mostLoops, String... loops) throws Exception {
        path.requireMachine();
        Require.that("linux", Files.isDirectory(Path.of("/proc/self/task")), "threads are counted in /proc");
        InetSocketAddress frontend = FreePort.at(RelayStage.HERE);
        try (ServerSocket service = new ServerSocket(0, 10, RelayStage.HERE)) {
            service.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
            Process relay = start(frontend, service, path, loops);
            try (BufferedReader says = relay.inputReader(StandardCharsets.US_ASCII)) {
                assertThat(says.readLine()).isEqualTo("ready");
                assertThat(threads(relay)).isBetween(1L, (long) mostLoops);
                try (Socket client = RelayStage.connectTo(frontend);
                        Socket server = service.accept()) {
                    assertThat(pipesWhileCarrying(relay, client, server))
                            .as("bulk is spliced where that can be had")
                            .isEqualTo(path.equals(ProxyPath.SPLICE));
                }
            } finally {
                relay.destroyForcibly().waitFor();
            }
        }
    }

    private static boolean pipesWhileCarrying(Process relay, Socket client, Socket server) throws Exception {
        byte[] piece = new byte[64 * 1024];
        Thread sending = new Thread(() -> {
            try {
                for (int i = 0; i < PIECES; i++) {
                    client.getOutputStream().write(piece);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        sending.start();
        boolean seen = false;
        for (int i = 0; i < PIECES; i++) {
            assertThat(server.getInputStream().readNBytes(piece.length)).hasSize(piece.length);
            if (i % 100 == 99) {
                seen |= descriptors(relay).anyMatch(each -> each.startsWith("pipe:") && !isStandard(relay, each));
            }
        }
        sending.join();
        return seen;
    }

    private static boolean isStandard(Process relay, String pipe) {
        return Stream.of("0", "1", "2")
                .anyMatch(number -> pipe.equals(link(descriptorFolder(relay).resolve(number))));
    }

    private static Stream<String> descriptors(Process process) throws IOException {
        try (Stream<Path> files = Files.list(descriptorFolder(process))) {
            return files.map(ManyProcessorsTest::link).toList().stream();
        }
    }

    private static Path descriptorFolder(Process process) {
        return Path.of("/proc/" + process.pid() + "/fd");
    }

    private static String link(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static long threads(Process process) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            return tasks.filter(task -> name(task).matches("lull-proxy-\\d+")).count();
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"), StandardCharsets.US_ASCII)
                    .strip();
        } catch (IOException endedMeanwhile) {
            return "";
        }
    }

    private static Process start(InetSocketAddress frontend, ServerSocket service, RelayPath path, String... loops)
            throws IOException {
        Stream<String> command = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=" + PROCESSORS,
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                RelayProgram.class.getName(),
                String.valueOf(frontend.getPort()),
                String.valueOf(service.getLocalPort()),
                path.word());
        return new ProcessBuilder(Stream.concat(command, Stream.of(loops)).toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
