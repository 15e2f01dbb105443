package dev.lull.launcher.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.IdleShutdownPolicy;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.Traffic;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.ManualClock;
import dev.lull.contract.Require;
import dev.lull.launcher.Shell;
import dev.lull.launcher.systemd.LoopPulse;
import dev.lull.metrics.WatchMeter;
import dev.lull.metrics.WatchTally;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is asked at the metrics port is answered, whoever else is connected to it. */
@ExtendWith(LeakCheck.class)
class MetricsPortTest {

    private static final Path ROOT = Path.of("..", "..");

    private final ManualClock clock = new ManualClock();
    private final LoopPulse pulse = new LoopPulse(clock);
    private final LoopHealth health = new LoopHealth(pulse, () -> {}, Duration.ofSeconds(5), clock);
    private final WatchTally tally = new WatchTally(new OneConnection(clock));
    private final InetSocketAddress place = FreePort.at(InetAddress.getLoopbackAddress());
    private final MetricsPort port = MetricsPort.open(place);

    MetricsPortTest() throws IOException {}

    /** Somebody is connected, and carried bytes. */
    private record OneConnection(NanoClock clock) implements ActivityMonitor {
        @Override
        public String strategy() {
            return "played";
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.EVENTS, Capability.TRAFFIC);
        }

        @Override
        public Reading read() {
            return new ActivitySnapshot(clock.nanoTime(), 0, 1, 3, Optional.of(new Traffic(1000, 20)));
        }

        @Override
        public List<Connection> connections() {
            return List.of();
        }

        @Override
        public Subscription subscribe(ActivityListener listener) {
            return () -> {};
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void watch() {
        Reading reading = new OneConnection(clock).read();
        tally.onLook(
                reading, IdleShutdownPolicy.idleAfter(Duration.ofMinutes(1)).evaluate(0, reading, List.of()));
        port.add(new MeteredService("port-22", tally, health));
    }

    @AfterEach
    void close() {
        port.close();
    }

    private String url(String path) throws IOException {
        return "http://127.0.0.1:" + port.address().getPort() + path;
    }

    private String curl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--max-time", "20"));
        command.addAll(List.of(arguments));
        return Shell.run(command).output();
    }

    private static Set<String> exposed(String page) {
        return page.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void curlSeesTheFiguresOfEachService() throws IOException {
        port.add(new MeteredService("listen-2222", tally, health));
        assertThat(curl(url("/metrics")))
                .contains("lull_connections_open{service=\"port-22\"} 1.0")
                .contains("lull_connections_open{service=\"listen-2222\"} 1.0")
                .contains("lull_connections_opened_total{service=\"port-22\"} 3.0")
                .contains("lull_bytes_total{direction=\"in\",service=\"port-22\"} 1000.0")
                .contains("lull_state{service=\"port-22\",state=\"watching\"} 1.0")
                .contains("lull_looks_total{service=\"port-22\",strategy=\"played\"} 1.0");
    }

    @Test
    void answersInOpenMetricsToWhoeverAcceptsThat() throws IOException {
        String page = curl("--include", "-H", "Accept: application/openmetrics-text; version=1.0.0", url("/metrics"));
        assertThat(page).contains("application/openmetrics-text").endsWith("# EOF\n");
        assertThat(curl("--include", url("/metrics"))).contains("text/plain; version=0.0.4");
    }

    @Test
    void promtoolFindsNothingWrongWithThePage() throws IOException {
        Require.that("promtool", Require.hasProgram("promtool"), "the Debian package prometheus is not installed");
        Shell.Result checked = Shell.run("sh", "-c", "curl --silent " + url("/metrics") + " | promtool check metrics");
        assertThat(checked.output()).isEmpty();
        assertThat(checked.exitCode()).isZero();
    }

    @Test
    void everyNameOfTheDashboardIsExposed() throws IOException {
        String dashboard = Files.readString(ROOT.resolve(Path.of("examples", "grafana", "lull.json")));
        Set<String> used = Pattern.compile("lull_[a-z_]+")
                .matcher(dashboard)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> all = exposed(curl(url("/metrics")));
        all.add("lull_stop_timestamp_seconds"); // nothing counts down while somebody is connected
        assertThat(used).hasSizeGreaterThan(8).isSubsetOf(all);
    }

    @Test
    void theDocumentNamesEachMeterWithItsLabelAndNoOther() throws IOException {
        String document = Files.readString(ROOT.resolve(Path.of("docs", "launcher.md")));
        String section = document.substring(document.indexOf("## Metrics"));
        Set<String> rows = Pattern.compile("(?m)^\\| `(lull_[a-z_]+)` \\| `?([a-z-]*)`? *\\|")
                .matcher(section)
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows)
                .isEqualTo(Stream.of(WatchMeter.values())
                        .map(meter -> meter.prometheusName()
                                + (meter.kind() == WatchMeter.Kind.COUNTER ? "_total " : " ")
                                + meter.label())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void isHealthyWhileTheLoopLivesAndSaysWhyItIsNot() throws IOException {
        health.begins();
        assertThat(curl("--include", url("/healthz")))
                .contains("HTTP/1.1 200 OK")
                .endsWith("ok\n");
        clock.advance(Duration.ofMinutes(14));
        assertThat(health.complaint()).as("asked for a look").isEmpty();
        clock.advance(LoopHealth.TIME_FOR_A_SIGN);
        assertThat(curl("--include", url("/healthz")))
                .contains("HTTP/1.1 503 Service Unavailable")
                .endsWith("port-22: the watching loop has given no sign for 14m2s, though asked for one\n");
    }

    @Test
    void saysWhatElseIsAsked() throws IOException {
        assertThat(curl("--include", url("/"))).contains("HTTP/1.1 404 ").contains("/metrics and /healthz");
        assertThat(curl("--include", "--data", "x=1", url("/metrics"))).contains("HTTP/1.1 405 ");
        assertThat(curl("--head", url("/metrics"))).contains("HTTP/1.1 200 OK").doesNotContain("lull_state");
    }

    private String said(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(place.getAddress(), place.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void refusesWhatIsNoRequest() throws IOException {
        assertThat(said("\u0000\u0001\u0002\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)))
                .startsWith("HTTP/1.1 400 ");
        assertThat(said(new byte[8 * 1024])).startsWith("HTTP/1.1 431 ");
        assertThat(curl(url("/metrics"))).contains("lull_state");
    }

    @Test
    void aCrowdOfSilentClientsKeepsNobodyFromTheFigures() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * MetricsPort.MOST_CLIENTS; i++) {
                Socket socket = new Socket(place.getAddress(), place.getPort());
                socket.getOutputStream().write('G');
                silent.add(socket);
            }
            assertThat(curl(url("/metrics"))).contains("lull_state");
            silent.get(0).setSoTimeout(20_000);
            assertThat(silent.get(0).getInputStream().read())
                    .as("the oldest had to go")
                    .isEqualTo(-1);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void takesItsTimeForNobody() throws IOException {
        try (Socket slow = new Socket(place.getAddress(), place.getPort())) {
            slow.setSoTimeout((int) MetricsClient.TIME.multipliedBy(4).toMillis());
            slow.getOutputStream().write("GET /metrics HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(slow.getInputStream().read())
                    .as("closed when its time is over")
                    .isEqualTo(-1);
        }
    }

    @Test
    void saysWhichPortIsInUse() throws IOException {
        InetSocketAddress taken = port.address();
        assertThatThrownBy(() -> MetricsPort.open(taken))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot listen at 127.0.0.1:" + taken.getPort() + ": Address already in use");
    }
}
