package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Strategies;
import dev.lull.contract.FreePort;
import dev.lull.contract.Loopback;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many connections for long, most of them silent: what Lull needs for them does not grow with time. */
@EnabledOnOs(OS.LINUX)
@Tag("long")
class ManyConnectionsTest {

    private static final int SILENT = 5_000;
    private static final int BUSY = 500;
    private static final int BUSY_THREADS = 10;
    private static final Duration DURATION = Duration.ofMinutes(Integer.getInteger("lull.many.minutes", 10));

    /** What the same load may need more or less at another moment: thread stacks, the compiler, one more buffer. */
    private static final double TOLERANCE = 1.1;

    private static final long HEAP_TOLERANCE_BYTES = 2 << 20;

    /** Both ends of a connection. */
    private record Pair(Socket client, Socket served) implements AutoCloseable {
        void talk() throws IOException {
            client.getOutputStream().write(1);
            assertThat(served.getInputStream().read()).isEqualTo(1);
            served.getOutputStream().write(2);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }

        @Override
        public void close() throws IOException {
            if (!client.isClosed()) {
                client.setSoLinger(true, 0); // no thousands of sockets in TIME_WAIT
            }
            client.close();
            served.close();
        }
    }

    /** What Lull's process holds. */
    private record Held(long residentBytes, long liveHeapBytes, int descriptors) {}

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "procfs", "proxy", "uring"})
    void needsNoMoreAfterMinutesThanAtTheBeginning(String strategy) throws Exception {
        RunInState.require(strategy);
        boolean inPath =
                Objects.requireNonNull(Strategies.installed().get(strategy)).inPath();
        List<Pair> pairs = new ArrayList<>();
        try (ServerSocket service = new ServerSocket(0, 1024, Loopback.IPV4)) {
            InetSocketAddress behind = (InetSocketAddress) service.getLocalSocketAddress();
            InetSocketAddress frontend = inPath ? FreePort.at(Loopback.IPV4) : behind;
            try (LauncherProcess lull = start(strategy, inPath, frontend, behind)) {
                lull.awaitLog("watching");
                for (int i = 0; i < SILENT + BUSY; i++) {
                    pairs.add(connect(frontend, service));
                }
                talkAndCompare(strategy, lull, pairs);
                for (Pair each : pairs) {
                    each.close();
                }
                assertThat(lull.awaitExit()).isZero();
            }
        } finally {
            for (Pair each : pairs) {
                each.close();
            }
        }
    }

    private static LauncherProcess start(
            String strategy, boolean inPath, InetSocketAddress frontend, InetSocketAddress behind) {
        List<String> target = inPath
                ? List.of("--listen", "127.0.0.1:" + frontend.getPort(), "--to", "127.0.0.1:" + behind.getPort())
                : List.of("--port", String.valueOf(frontend.getPort()));
        List<String> arguments = new ArrayList<>(List.of("run", "--strategy", strategy, "--idle", "20s"));
        arguments.addAll(target);
        return LauncherProcess.start(
                List.of("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch"), arguments.toArray(String[]::new));
    }

    private static Pair connect(InetSocketAddress frontend, ServerSocket service) throws IOException {
        Socket client = new Socket(frontend.getAddress(), frontend.getPort());
        Socket served = service.accept();
        client.setSoTimeout((int) LauncherProcess.PATIENCE.toMillis());
        served.setSoTimeout((int) LauncherProcess.PATIENCE.toMillis());
        return new Pair(client, served);
    }

    private static void talkAndCompare(String strategy, LauncherProcess lull, List<Pair> pairs) throws Exception {
        long end = System.nanoTime() + DURATION.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(BUSY_THREADS);
        try {
            List<Future<Long>> talks = new ArrayList<>();
            for (int i = 0; i < BUSY_THREADS; i++) {
                int first = SILENT + i * (BUSY / BUSY_THREADS);
                List<Pair> own = pairs.subList(first, first + BUSY / BUSY_THREADS);
                talks.add(threads.submit(() -> talk(own, end)));
            }
            TimeUnit.NANOSECONDS.sleep(DURATION.toNanos() / 4);
            Held ignored = held(lull); // jcmd itself leaves a thread and a socket behind
            Held early = held(lull);
            TimeUnit.NANOSECONDS.sleep(DURATION.toNanos() / 2);
            Held late = held(lull);
            long exchanges = 0;
            for (Future<Long> talk : talks) {
                exchanges += talk.get();
            }
            System.out.printf(Locale.ROOT, "%s: %s, then %s; %d exchanges%n", strategy, early, late, exchanges);
            assertThat(late.descriptors()).as("descriptors").isEqualTo(early.descriptors());
            assertThat((double) late.residentBytes()).as("resident").isLessThan(TOLERANCE * early.residentBytes());
            assertThat(late.liveHeapBytes()).as("heap").isLessThan(early.liveHeapBytes() + HEAP_TOLERANCE_BYTES);
            assertThat(lull.handle().isAlive()).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    private static long talk(List<Pair> own, long endNanos) throws IOException {
        long exchanges = 0;
        while (System.nanoTime() - endNanos < 0) {
            for (Pair each : own) {
                each.talk();
                exchanges++;
            }
        }
        return exchanges;
    }

    private static Held held(LauncherProcess lull) throws IOException {
        String pid = String.valueOf(lull.handle().pid());
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String histogram = Shell.run(jcmd, pid, "GC.class_histogram").output(); // of what is reachable
        String total = histogram
                .lines()
                .filter(line -> line.startsWith("Total "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(histogram));
        int descriptors = 0;
        try (DirectoryStream<Path> each = Files.newDirectoryStream(Path.of("/proc", pid, "fd"))) {
            for (Path ignored : each) {
                descriptors++;
            }
        }
        return new Held(residentBytes(pid), Long.parseLong(total.split(" +", -1)[2]), descriptors);
    }

    private static long residentBytes(String pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
