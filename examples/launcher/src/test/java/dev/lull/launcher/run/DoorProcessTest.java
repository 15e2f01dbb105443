package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.Availability;
import dev.lull.Strategies;
import dev.lull.contract.FreePort;
import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever comes while COMMAND ends is let into no service that is about to go. */
@EnabledOnOs(OS.LINUX)
class DoorProcessTest {

    /** Longer than a client needs to knock, and less than a second, after which its kernel knocks again (RFC 6298). */
    private static final int LINGERS_MILLIS = 700;

    /** What ebpf does in the path. */
    private static final String STEERING = "steering";

    private static List<String> target(boolean inPath, int port, int servicePort) {
        return inPath
                ? List.of("--listen", "127.0.0.1:" + port, "--to", "127.0.0.1:" + servicePort)
                : List.of("--port", String.valueOf(port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "procfs", "proxy", "uring", STEERING})
    void isHeldOffUntilThePortIsFree(String way) throws Exception {
        String strategy = way.equals(STEERING) ? "ebpf" : way;
        ActivityStrategyProvider provider = Strategies.installed().get(strategy);
        Require.that(
                strategy.equals("uring") ? "io_uring" : strategy,
                provider != null && provider.probe() instanceof Availability.Available,
                strategy + " does not work here");
        InetSocketAddress frontend = FreePort.at(InetAddress.getLoopbackAddress());
        InetSocketAddress behind = FreePort.at(InetAddress.getLoopbackAddress());
        boolean inPath = way.equals(STEERING) || (provider != null && provider.inPath());
        List<String> arguments = new ArrayList<>(List.of("run", "--strategy", strategy, "--idle", "1s"));
        arguments.addAll(target(inPath, frontend.getPort(), behind.getPort()));
        arguments.addAll(List.of(
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LingeringService.class.getName(),
                String.valueOf(inPath ? behind.getPort() : frontend.getPort()),
                String.valueOf(LINGERS_MILLIS)));
        try (LauncherProcess lull = LauncherProcess.start(arguments.toArray(String[]::new))) {
            await().atMost(LauncherProcess.PATIENCE).until(() -> lull.out().contains(LingeringService.LINGERING));
            assertThat(answer(frontend)).isEqualTo("none");
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
        }
    }

    /** What a client gets that connects once and waits: "none" if it never got in. */
    private static String answer(InetSocketAddress address) throws IOException {
        try (Socket client = new Socket()) {
            client.connect(address, (int) LauncherProcess.PATIENCE.toMillis());
            client.setSoTimeout((int) LauncherProcess.PATIENCE.toMillis());
            return "connected, then " + client.getInputStream().read();
        } catch (ConnectException | SocketTimeoutException e) {
            return "none"; // its SYN was held, and repeated when nobody listened any more
        }
    }
}
