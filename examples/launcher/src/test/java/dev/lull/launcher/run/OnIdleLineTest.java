package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.FreePort;
import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever connects while the line of --on-idle runs is not cut off. */
@EnabledOnOs(OS.LINUX)
class OnIdleLineTest {

    @TempDir
    private Path folder = Path.of("");

    private Path begun() {
        return folder.resolve("begun");
    }

    private Path goOn() {
        return folder.resolve("go-on");
    }

    /** Says that it runs, and goes on when the test says so; the second time at once. */
    private List<String> options() {
        String line = "touch '" + begun() + "'; while ! test -e '" + goOn() + "'; do sleep 0.05; done";
        return List.of("--idle", "1s", "--check-interval", "200ms", "--on-idle", line);
    }

    private LauncherProcess run(List<String> target) {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(target);
        all.addAll(options());
        all.addAll(List.of("--", "sleep", "300"));
        return LauncherProcess.start(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "procfs"})
    void isNotCutOffWhereTheStrategyLooksFromBesideThePath(String strategy) throws Exception {
        ActivityStrategyProvider provider = dev.lull.Strategies.installed().get(strategy);
        Require.that(
                strategy,
                provider != null && provider.probe() instanceof dev.lull.Availability.Available,
                strategy + " does not work here");
        try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LauncherProcess lull =
                        run(List.of("--port", String.valueOf(service.getLocalPort()), "--strategy", strategy))) {
            cameWhileTheLineRuns(lull, service, (InetSocketAddress) service.getLocalSocketAddress());
        }
    }

    @Test
    void isNotCutOffWhereLullStandsInThePath() throws Exception {
        try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            InetSocketAddress frontend = FreePort.at(InetAddress.getLoopbackAddress());
            try (LauncherProcess lull = run(List.of(
                    "--listen", "127.0.0.1:" + frontend.getPort(), "--to", "127.0.0.1:" + service.getLocalPort()))) {
                cameWhileTheLineRuns(lull, service, frontend);
            }
        }
    }

    private void cameWhileTheLineRuns(LauncherProcess lull, ServerSocket service, InetSocketAddress address)
            throws IOException {
        service.setSoTimeout(Math.toIntExact(LauncherProcess.PATIENCE.toMillis()));
        await().atMost(LauncherProcess.PATIENCE).until(() -> Files.exists(begun()));
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            Files.createFile(goOn());
            lull.awaitLog("has run; looking once more before anything is stopped");
            try (Socket accepted = service.accept()) {
                lull.awaitLog("staying up: 1 connection open");
                client.getOutputStream().write(7);
                assertThat(accepted.getInputStream().read()).isEqualTo(7);
                assertThat(lull.err()).noneMatch(line -> line.contains("stopping sleep"));
                assertThat(lull.handle().isAlive()).isTrue();
                client.shutdownOutput();
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
        assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
    }
}
