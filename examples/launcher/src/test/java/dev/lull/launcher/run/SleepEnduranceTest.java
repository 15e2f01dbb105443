package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.FreePort;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Very many sleeps with clients at any moment: nobody notices, and the last one needs no more than the first one did. */
@EnabledOnOs(OS.LINUX)
@Tag("long")
class SleepEnduranceTest {

    private static final int SLEEPS = Integer.getInteger("lull.sleeps", 1_000);
    private static final int ROUNDS_BETWEEN_LOOKS = 10;
    private static final int MOST_CLIENTS_AT_ONCE = 3;

    /** What happens only now and then has happened by then: the first client that waits, the first trip of a timer. */
    private static final int SLEEPS_BEFORE = 20;

    private static final Duration IDLE = Duration.ofMillis(60);
    private static final int PATIENCE_MILLIS = (int) LauncherProcess.PATIENCE.toMillis();
    private static final Pattern FREEZER = Pattern.compile("by the freezer of the cgroup (/\\S+/)lull-");

    private final long seed = Long.getLong("lull.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    private Path folder = Path.of("");

    private InetSocketAddress frontend = InetSocketAddress.createUnresolved("", 0);

    /** What Lull and COMMAND have while COMMAND is asleep. */
    private record Held(int processes, Map<String, Integer> descriptors, int programs, int cgroups) {}

    @ParameterizedTest
    @CsvSource({
        "ebpf, stop-command, stopped",
        "proxy, stop-command, stopped",
        "ebpf, freeze, frozen",
        "proxy, freeze, frozen",
        "ebpf, stop-command --freeze-after 60ms, stopped",
        "proxy, stop-command --freeze-after 60ms, stopped",
    })
    void refusesNobodyAndKeepsNothing(String strategy, String way, String asleep) throws Exception {
        RunInState.require(strategy);
        Require.that("socat", Require.hasProgram("socat"), "needs socat");
        frontend = FreePort.at(Loopback.IPV4);
        boolean inPath = strategy.equals("proxy");
        InetSocketAddress behind = inPath ? FreePort.at(Loopback.IPV4) : frontend;
        List<String> arguments = new ArrayList<>(List.of("run", "--strategy", strategy, "--on-idle"));
        arguments.addAll(List.of(way.split(" ")));
        Duration idle = way.contains("--freeze-after") ? IDLE.multipliedBy(2) : IDLE;
        arguments.addAll(List.of("--idle", idle.toMillis() + "ms", "--events", events().toString()));
        arguments.addAll(
                inPath
                        ? List.of(
                                "--listen", "127.0.0.1:" + frontend.getPort(), "--to", "127.0.0.1:" + behind.getPort())
                        : List.of("--port", String.valueOf(frontend.getPort())));
        String listen = "TCP4-LISTEN:" + behind.getPort() + ",bind=127.0.0.1,reuseaddr,fork,backlog=64";
        arguments.addAll(List.of("--", "socat", listen, "EXEC:cat"));
        try (LauncherProcess lull = LauncherProcess.start(arguments.toArray(String[]::new))) {
            comeAndGo(lull, SLEEPS_BEFORE, asleep);
            Held before = held(lull);
            comeAndGo(lull, SLEEPS, asleep);
            await("no more than after " + SLEEPS_BEFORE + " sleeps")
                    .atMost(LauncherProcess.PATIENCE)
                    .untilAsserted(() -> assertThat(held(lull)).isEqualTo(before));
            Set<Integer> programs = BpfPrograms.of(lull.handle().pid());
            List<ProcessHandle> family = lull.handle().descendants().toList();
            Set<Path> cgroups = cgroups(lull);
            lull.signal("TERM");
            assertThat(lull.awaitExit()).as("%s", lull.err()).isEqualTo(143);
            await("the end of all of it").atMost(LauncherProcess.PATIENCE).untilAsserted(() -> {
                assertThat(family).noneMatch(ProcessHandle::isAlive);
                assertThat(BpfPrograms.stillThere(programs)).isEmpty();
                assertThat(cgroups).noneMatch(Files::exists);
            });
        }
    }

    private Path events() {
        return folder.resolve("events");
    }

    /** Lets clients come until it has slept so often, and is asleep. */
    private void comeAndGo(LauncherProcess lull, int sleeps, String asleep) throws Exception {
        awaitSleep(asleep, lull);
        ExecutorService threads = Executors.newFixedThreadPool(MOST_CLIENTS_AT_ONCE);
        try {
            while (count("asleep") < sleeps) {
                for (int round = 0; round < ROUNDS_BETWEEN_LOOKS; round++) {
                    comeAtOnce(threads, lull);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(count("not-woken")).as("%s", lull.err()).isZero();
        awaitSleep(asleep, lull);
    }

    private void comeAtOnce(ExecutorService threads, LauncherProcess lull) throws Exception {
        List<Future<Void>> clients = new ArrayList<>();
        for (int i = random.nextInt(MOST_CLIENTS_AT_ONCE); i >= 0; i--) {
            // The moment at which it falls asleep is about the idle timeout after the last client.
            long delayNanos = random.nextLong(2 * IDLE.toNanos());
            long stayNanos = random.nextBoolean() ? 0 : random.nextLong(2 * IDLE.toNanos());
            clients.add(threads.submit(client(delayNanos, stayNanos)));
        }
        for (Future<Void> client : clients) {
            try {
                client.get();
            } catch (ExecutionException e) {
                throw new AssertionError(
                        "a client was not served, seed " + seed + ", after " + count("asleep") + " sleeps: "
                                + lull.err(),
                        e.getCause());
            }
        }
    }

    private Callable<Void> client(long delayNanos, long stayNanos) {
        return () -> {
            TimeUnit.NANOSECONDS.sleep(delayNanos);
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(frontend, PATIENCE_MILLIS);
                talk(socket);
                TimeUnit.NANOSECONDS.sleep(stayNanos);
                talk(socket);
                socket.shutdownOutput();
                assertThat(socket.getInputStream().read()).as("an orderly end").isEqualTo(-1);
            }
            return null;
        };
    }

    private static void talk(Socket socket) throws IOException {
        socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII))
                .isEqualTo("hello");
    }

    private void awaitSleep(String reason, LauncherProcess lull) {
        await("the sleep of which nobody wakes it")
                .atMost(LauncherProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(events("asleep", "waking", "awake"))
                        .as("%s", lull.err())
                        .last()
                        .asString()
                        .contains("\"asleep\"", "\"reason\":\"" + reason));
    }

    private long count(String event) throws IOException {
        return events(event).size();
    }

    /** Finds them without parsing: there are very many. */
    private List<String> events(String... names) throws IOException {
        try (Stream<String> lines = Files.lines(events())) {
            return lines.filter(
                            line -> Stream.of(names).anyMatch(name -> line.startsWith("{\"event\":\"" + name + "\"")))
                    .toList();
        } catch (NoSuchFileException notYet) {
            return List.of();
        }
    }

    private Held held(LauncherProcess lull) throws IOException {
        long pid = lull.handle().pid();
        return new Held(
                (int) lull.handle().descendants().count(),
                descriptors(pid),
                BpfPrograms.of(pid).size(),
                cgroups(lull).size());
    }

    /** Counts descriptors by what they are; files aside, since the JVM opens jars when it likes. */
    private static Map<String, Integer> descriptors(long pid) throws IOException {
        Map<String, Integer> kinds = new TreeMap<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "fd"))) {
            for (Path link : links) {
                String target = Files.readSymbolicLink(link).toString();
                if (!target.startsWith("/")) {
                    kinds.merge(target.replaceAll("\\d+", ""), 1, Integer::sum);
                }
            }
        }
        return kinds;
    }

    /** Finds those that this run of Lull made, where its first line of a sleep said they are. */
    private static Set<Path> cgroups(LauncherProcess lull) throws IOException {
        Set<Path> found = new TreeSet<>();
        for (String line : lull.err()) {
            Matcher matcher = FREEZER.matcher(line);
            if (matcher.find()) {
                String own = "lull-" + lull.handle().pid() + "-*";
                try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(matcher.group(1)), own)) {
                    all.forEach(found::add);
                }
                return found;
            }
        }
        return found;
    }
}
