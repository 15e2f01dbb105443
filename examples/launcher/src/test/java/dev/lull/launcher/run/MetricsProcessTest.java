package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.FreePort;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.Shell;
import dev.lull.launcher.console.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** A run's figures are served while it lasts. */
class MetricsProcessTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private static String page(int port, String path) {
        return Shell.run("curl", "--silent", "--max-time", "20", "http://127.0.0.1:" + port + path)
                .output();
    }

    @Test
    void aClientIsCountedAndWhoeverAsksForMetricsIsNot() throws IOException {
        int metrics = FreePort.at(HERE).getPort();
        InetSocketAddress frontend = FreePort.at(HERE);
        try (ServerSocket service = new ServerSocket(0, 5, HERE);
                LauncherProcess lull = LauncherProcess.start(
                        "run",
                        "--listen",
                        "127.0.0.1:" + frontend.getPort(),
                        "--to",
                        "127.0.0.1:" + service.getLocalPort(),
                        "--strategy",
                        "proxy",
                        "--metrics",
                        String.valueOf(metrics))) {
            lull.awaitLog("watching");
            String label = "{service=\"listen-" + frontend.getPort() + "\"";
            await().atMost(LauncherProcess.PATIENCE).untilAsserted(() -> assertThat(page(metrics, "/metrics"))
                    .contains("lull_connections_open" + label + "} 0.0", "lull_stop_timestamp_seconds" + label));
            try (Socket client = new Socket(HERE, frontend.getPort())) {
                client.getOutputStream().write(new byte[1000]);
                await().atMost(LauncherProcess.PATIENCE).untilAsserted(() -> assertThat(page(metrics, "/metrics"))
                        .contains(
                                "lull_connections_open" + label + "} 1.0",
                                "lull_connections_opened_total" + label + "} 1.0",
                                "lull_idle_seconds" + label + "} 0.0")
                        .contains("lull_bytes_total{direction=\"in\",service=\"listen-" + frontend.getPort()
                                + "\"} 1000.0")
                        .doesNotContain("lull_stop_timestamp_seconds" + label));
            }
            assertThat(page(metrics, "/healthz")).isEqualTo("ok\n");
        }
    }

    @Test
    void aPortInUseIsOneLineBeforeAnythingIsStarted() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 5, HERE);
                LauncherProcess lull = LauncherProcess.start(
                        "run",
                        "--port",
                        "22",
                        "--metrics",
                        String.valueOf(taken.getLocalPort()),
                        "--",
                        "echo",
                        "started")) {
            assertThat(lull.awaitExit()).isEqualTo(ExitCode.USAGE);
            assertThat(lull.out()).isEmpty();
            assertThat(lull.err())
                    .singleElement()
                    .asString()
                    .contains("--metrics: cannot listen at 127.0.0.1:" + taken.getLocalPort()
                            + ": Address already in use");
        }
    }
}
