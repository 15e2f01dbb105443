package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.option.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service on one socket for both address families, as Java's and most others are (sshd opens two): its IPv4 clients
 * stand in the kernel's IPv6 table.
 */
class DualStackTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void seesClientsOfBothFamilies(String address) throws Exception {
        Require.that("procfs", Path.of("/proc/net/tcp6").toFile().canRead(), "no /proc/net/tcp6 to read");
        try (ServerSocket service = new ServerSocket()) {
            service.bind(new InetSocketAddress("::", 0));
            try (Socket client = new Socket();
                    LauncherProcess lull = LauncherProcess.start(
                            "run",
                            "--port",
                            String.valueOf(service.getLocalPort()),
                            "--strategy",
                            "procfs",
                            "--idle",
                            "2s",
                            "--check-interval",
                            "200ms")) {
                lull.awaitLog("idle for");
                client.connect(new InetSocketAddress(InetAddress.getAllByName(address)[0], service.getLocalPort()));
                try (Socket accepted = service.accept()) {
                    lull.awaitLog(
                            Endpoint.of((InetSocketAddress) accepted.getRemoteSocketAddress()) + " connected (1 open)");
                    client.shutdownOutput();
                }
                assertThat(lull.awaitExit()).isZero();
            }
        }
    }
}
