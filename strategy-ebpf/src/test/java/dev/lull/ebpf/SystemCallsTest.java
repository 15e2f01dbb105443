package dev.lull.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.contract.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** While a connection is open, busy or quiet, no thread of Lull's makes a system call, the watcher's included. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class SystemCallsTest {

    private static final Duration WATCHED =
            Boolean.getBoolean("lull.long") ? Duration.ofMinutes(1) : Duration.ofSeconds(3);

    /** Names of threads are cut at 15 characters (prctl(2), PR_SET_NAME). */
    private static final String OURS = "lull-";

    @TempDir
    Path directory;

    @BeforeEach
    void needsTheKernelAndStrace() {
        RequireEbpf.here();
        Require.that("ebpf", Require.isRoot() && Require.hasProgram("strace"), "needs root and strace");
    }

    @Test
    void makesNoneWhileAConnectionIsBusy() throws Exception {
        assertNoCallsWhileOpen(true);
    }

    @Test
    void makesNoneWhileAConnectionIsQuiet() throws Exception {
        assertNoCallsWhileOpen(false);
    }

    private void assertNoCallsWhileOpen(boolean busy) throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = Looks.open(stage.port());
                IdleWatcher watcher =
                        IdleWatcher.of(monitor, IdleShutdownPolicy.idleAfter(Duration.ofHours(1)), verdict -> {})) {
            Thread watching = new Thread(() -> watch(watcher), "lull-watch-test");
            watching.start();
            Socket client = stage.connect();
            Socket server = stage.accept();
            server.setSoTimeout(0); // as quiet as it likes
            Thread echo = new Thread(() -> echo(server), "service");
            Thread load = new Thread(() -> load(client), "client");
            echo.start();
            if (busy) {
                load.start();
            }
            pause(Duration.ofMillis(500)); // the first opening has been told of and everybody sleeps again
            List<String> calls = callsOfOurThreads();
            client.close();
            echo.join();
            load.join();
            watching.interrupt();
            watching.join();
            assertThat(calls).as("system calls of Lull's threads in " + WATCHED).isEmpty();
        }
    }

    private static void watch(IdleWatcher watcher) {
        try {
            watcher.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void echo(Socket server) {
        try (server) {
            InputStream in = server.getInputStream();
            OutputStream out = server.getOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                out.write(next);
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private static void load(Socket client) {
        try {
            while (!client.isClosed()) {
                client.getOutputStream().write(1);
                client.getInputStream().read();
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    /** What strace(1) sees of them, but for the sleep that it interrupts when it comes and goes. */
    private List<String> callsOfOurThreads() throws Exception {
        List<String> threads = ourThreads();
        assertThat(threads).as("the monitor's thread and the watcher's").hasSize(2);
        Path output = directory.resolve("strace");
        List<String> command = new ArrayList<>(List.of("strace", "-q", "-o", output.toString()));
        threads.forEach(thread -> command.addAll(List.of("-p", thread)));
        Process strace = new ProcessBuilder(command).inheritIO().start();
        pause(WATCHED);
        strace.destroy();
        strace.waitFor();
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertThat(lines).as("strace saw the threads sleeping").isNotEmpty();
        List<String> calls = new ArrayList<>();
        for (String line : lines) {
            boolean sleep =
                    line.matches("\\d+ +(restart_syscall|poll|ppoll|futex)\\(.*<(unfinished|detached) \\.\\.\\.>");
            if (!sleep) {
                calls.add(line);
            }
        }
        return calls;
    }

    private static List<String> ourThreads() throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                if (Files.readString(task.resolve("comm"), StandardCharsets.UTF_8)
                        .startsWith(OURS)) {
                    found.add(task.getFileName().toString());
                }
            }
        }
        return found;
    }

    /** The time itself is what is tested. */
    private static void pause(Duration duration) throws InterruptedException {
        boolean ignored = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
