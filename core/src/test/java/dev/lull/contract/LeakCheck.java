package dev.lull.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a socket, pipe, eventfd, BPF object or thread behind, or whose threads threw something that
 * nobody caught. Regular files are left out: the JVM opens jars when it likes. Where there is no {@code /proc/self/fd}
 * only threads are checked.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final List<String> JVM_THREADS = List.of(
            "process reaper",
            "ForkJoinPool.commonPool",
            "Common-Cleaner",
            "Cleaner-",
            "awaitility",
            "Attach Listener",
            "junit-",
            "jqwik",
            "surefire",
            "HTTP",
            "InnocuousThread",
            "Signal Dispatcher",
            "VirtualThread-unparker",
            "ForkJoinPool-",
            "Notification Thread",
            "JNA Cleaner");

    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private Map<String, Integer> descriptorsBefore = Map.of();
    private Map<Long, String> threadsBefore = Map.of();
    private Thread.@Nullable UncaughtExceptionHandler handlerBefore;

    /** Makes the check. */
    public LeakCheck() {}

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        openWhatIsKept();
        uncaught.clear();
        handlerBefore = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        descriptorsBefore = descriptors();
        threadsBefore = threads();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Thread.setDefaultUncaughtExceptionHandler(handlerBefore);
        Awaitility.await("no descriptor and no thread more than before")
                .atMost(patience(context))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    Assertions.assertThat(moreThanBefore())
                            .as("descriptors left open, by kind")
                            .isEmpty();
                    Map<Long, String> threads = threads();
                    threads.keySet().removeAll(threadsBefore.keySet());
                    Assertions.assertThat(threads).as("threads left running").isEmpty();
                });
        Assertions.assertThat(uncaught).as("exceptions that nobody caught").isEmpty();
    }

    private static Duration patience(ExtensionContext context) {
        return context.getTestInstance()
                .filter(ActivityStrategyContract.class::isInstance)
                .map(contract -> ((ActivityStrategyContract) contract).patience())
                .orElse(PATIENCE);
    }

    private Map<String, Integer> moreThanBefore() throws IOException {
        Map<String, Integer> more = new TreeMap<>();
        descriptors().forEach((kind, count) -> {
            int before = descriptorsBefore.getOrDefault(kind, 0);
            if (count > before) {
                more.put(kind, count - before);
            }
        });
        return more;
    }

    /** The JDK, and the source of ports, open a few descriptors on first use and keep them; they are no leak. */
    private static void openWhatIsKept() throws IOException {
        FreePort.prepare();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                java.net.Socket client = new java.net.Socket(server.getInetAddress(), server.getLocalPort());
                java.net.Socket accepted = server.accept();
                Selector selector = Selector.open()) {
            accepted.setSoLinger(true, 0);
            selector.selectNow();
            client.getLocalPort();
        }
    }

    private static Map<String, Integer> descriptors() throws IOException {
        Map<String, Integer> kinds = new TreeMap<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return kinds;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path link : links) {
                String kind = kind(link);
                if (!kind.isEmpty()) {
                    kinds.merge(kind, 1, Integer::sum);
                }
            }
        }
        return kinds;
    }

    /** What a descriptor is, without the inode in brackets: {@code "socket:"}, {@code "anon_inode:bpf-map"}. */
    private static String kind(Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            int bracket = target.indexOf('[');
            boolean named = target.startsWith("anon_inode:");
            return target.startsWith("/") ? "" : named || bracket < 0 ? target : target.substring(0, bracket);
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static Map<Long, String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> JVM_THREADS.stream().noneMatch(thread.getName()::startsWith))
                .filter(thread -> thread.getThreadGroup() == null
                        || !"InnocuousThreadGroup"
                                .equals(thread.getThreadGroup().getName()))
                .collect(Collectors.toMap(LeakCheck::id, Thread::getName, (a, b) -> a, TreeMap::new));
    }

    @SuppressWarnings("deprecation") // threadId() came with JDK 19
    private static long id(Thread thread) {
        return thread.getId();
    }
}
