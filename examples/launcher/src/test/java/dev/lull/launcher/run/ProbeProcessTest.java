package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.FreePort;
import dev.lull.contract.Loopback;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --probe} as it is run: checks without end, and a user among them. */
@EnabledOnOs(OS.LINUX)
class ProbeProcessTest {

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "proxy"})
    void stopsThoughItIsProbedAllTheTimeButNotWhileAUserIsConnected(String strategy) throws Exception {
        RunInState.require(strategy);
        InetSocketAddress frontend = FreePort.at(Loopback.IPV4);
        Path events = folder.resolve("events");
        try (ServerSocket service = new ServerSocket(0, 50, Loopback.IPV4);
                Probes probes = new Probes(frontend, service);
                LauncherProcess lull = LauncherProcess.start(
                        "run",
                        "--listen=127.0.0.1:" + frontend.getPort(),
                        "--to=127.0.0.1:" + service.getLocalPort(),
                        "--strategy=" + strategy,
                        "--idle=2s",
                        "--probe=1s/1KB",
                        "--events=" + events)) {
            lull.awaitLog("leaving out probes (under 1s and 1000 bytes)");
            try (Socket user = new Socket()) {
                probes.connect(user);
                probes.begin();
                Thread.sleep(4000); // twice the idle timeout
                assertThat(lull.handle().isAlive()).as("%s", lull.err()).isTrue();
            }
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
            List<Map<String, String>> told = EventFile.read(events);
            assertThat(told)
                    .filteredOn(event -> "closed".equals(event.get("event")))
                    .extracting(event -> event.get("leftNoTrace"))
                    .contains("true", (String) null);
            assertThat(lull.err()).anyMatch(line -> line.contains(", leaving no trace (1 open)"));
            assertThat(Long.parseLong(String.valueOf(told.stream()
                            .filter(event -> "stopping".equals(event.get("event")))
                            .findFirst()
                            .orElseThrow()
                            .get("idleMillis"))))
                    .isGreaterThanOrEqualTo(2000);
        }
    }

    @Test
    void saysThatAStrategyDoesNotHearHowMuchAProbeCarried() {
        try (LauncherProcess lull =
                LauncherProcess.start("run", "--port=22", "--strategy=procfs", "--probe=1s/1KB", "--idle=1s")) {
            assertThat(lull.awaitExit()).isEqualTo(69);
            assertThat(String.join("\n", lull.err()))
                    .contains("leaving out probes needs EVENTS, which procfs", "choose a strategy that hears");
        }
    }

    /** A service, and checks of it, one at a time: each connects, waits for a moment and goes. */
    private static final class Probes implements AutoCloseable {

        private final InetSocketAddress frontend;
        private final ServerSocket service;
        private final List<Thread> threads = new ArrayList<>();

        private Probes(InetSocketAddress frontend, ServerSocket service) {
            this.frontend = frontend;
            this.service = service;
            start(() -> {
                while (true) {
                    Socket served = service.accept();
                    start(() -> {
                        try (served) {
                            served.getInputStream().readAllBytes();
                        }
                    });
                }
            });
        }

        @FunctionalInterface
        private interface Work {
            void run() throws Exception;
        }

        private void start(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (Exception over) {
                    // the test has ended, or the frontend is gone
                }
            });
            thread.setDaemon(true);
            thread.start();
            synchronized (threads) {
                threads.add(thread);
            }
        }

        void connect(Socket socket) throws IOException {
            socket.connect(frontend, 10_000);
        }

        void begin() {
            start(() -> {
                while (true) {
                    try (Socket probe = new Socket()) {
                        connect(probe);
                        probe.getOutputStream()
                                .write("HEAD / HTTP/1.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    }
                    Thread.sleep(200);
                }
            });
        }

        @Override
        public void close() throws IOException {
            service.close();
            synchronized (threads) {
                threads.forEach(Thread::interrupt);
            }
        }
    }
}
