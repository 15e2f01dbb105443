package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.ActivityMonitor;
import dev.lull.IdleWatcher;
import dev.lull.MonitorOptions;
import dev.lull.Strategies;
import dev.lull.contract.FreePort;
import dev.lull.contract.Loopback;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.web.WebClients;
import dev.lull.launcher.web.WebService;
import dev.lull.launcher.web.WebSocketService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Each row of docs/web-applications.md, played: what it says happens. */
@EnabledOnOs(OS.LINUX)
class WebApplicationsTest {

    private static final Duration LONG_ENOUGH_TO_STOP = WebApplicationRow.IDLE.multipliedBy(3);

    @TempDir
    private static Path folder = Path.of("");

    /** All at once, each by default and with its setting: most of the time is waiting. */
    private static final Map<WebApplicationRow, Pair> PLAYED = new LinkedHashMap<>();

    private static long begunNanos;

    private record Pair(Application byDefault, Application set) {}

    static Stream<WebApplicationRow> rows() throws IOException {
        return WebApplicationRow.all().stream();
    }

    @BeforeAll
    static void play() throws Exception {
        for (WebApplicationRow row : WebApplicationRow.all()) {
            PLAYED.put(row, new Pair(new Application(row, List.of()), new Application(row, row.fasterSetting())));
        }
        begunNanos = System.nanoTime();
    }

    @AfterAll
    static void end() {
        PLAYED.values().forEach(pair -> {
            pair.set().close();
            pair.byDefault().close();
        });
        PLAYED.clear();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatTheDocumentSaysHappens(WebApplicationRow row) throws Exception {
        Pair played = Objects.requireNonNull(PLAYED.get(row));
        if (!row.upThen()) {
            await().atMost(LauncherProcess.PATIENCE).until(played.set()::isStopped);
        }
        TimeUnit.NANOSECONDS.sleep(begunNanos + LONG_ENOUGH_TO_STOP.toNanos() - System.nanoTime());
        assertThat(played.set().isStopped()).as("stopped with the setting").isEqualTo(!row.upThen());
        assertThat(played.byDefault().isStopped()).as("stopped by default").isEqualTo(!row.upByDefault());
    }

    /** One who uses a service behind a relay, and a watcher with the options of a run. */
    private static final class Application implements AutoCloseable {

        private final List<AutoCloseable> open = new ArrayList<>();
        private final CountDownLatch stopped = new CountDownLatch(1);

        Application(WebApplicationRow row, List<String> setting) throws Exception {
            InetSocketAddress frontend = FreePort.at(Loopback.IPV4);
            RunCommand command = new RunCommand();
            List<String> words = new ArrayList<>(List.of(
                    "--idle=" + WebApplicationRow.IDLE.toMillis() + "ms",
                    "--listen=127.0.0.1:" + frontend.getPort(),
                    "--to=127.0.0.1:" + service(row.who()).getPort()));
            words.addAll(setting);
            new CommandLine(command).parseArgs(words.toArray(String[]::new));
            RunSettings settings = command.settings();
            MonitorOptions options = MonitorOptions.builder().measureTraffic().build();
            ActivityMonitor monitor = settings.filtered(
                    Objects.requireNonNull(Strategies.installed().get("proxy")).open(settings.target(), options));
            open.add(monitor);
            WebClients clients = new WebClients(frontend, folder, WebApplicationRow.BETWEEN_PINGS);
            open.add(clients);
            clients.begin(row.who());
            watch(settings, monitor);
        }

        private InetSocketAddress service(String who) throws IOException {
            if (who.contains("HTTP/2")) {
                InetSocketAddress address = FreePort.at(Loopback.IPV4);
                open.add(WebClients.nginx(address, folder));
                return address;
            }
            if (who.contains("WebSocket")) {
                WebSocketService service = new WebSocketService();
                open.add(service);
                return service.address();
            }
            WebService service = new WebService(WebApplicationRow.BETWEEN_PINGS);
            open.add(service);
            return service.address();
        }

        private void watch(RunSettings settings, ActivityMonitor monitor) {
            IdleWatcher watcher = IdleWatcher.builder(monitor, settings.policy(), verdict -> stopped.countDown())
                    .checkInterval(settings.checkInterval())
                    .build();
            Thread thread = new Thread(() -> {
                try {
                    watcher.run();
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            open.add(() -> {
                watcher.close();
                thread.join();
            });
        }

        boolean isStopped() {
            return stopped.getCount() == 0;
        }

        @Override
        public void close() {
            for (int i = open.size() - 1; i >= 0; i--) {
                WebClients.end(open.get(i));
            }
        }
    }
}
