package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Availability;
import dev.lull.Strategies;
import dev.lull.contract.FreePort;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.option.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program with each strategy on the kernel that runs here: nobody is missed, and it ends after the last one. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "of these strategies other systems have few")
class EveryStrategyTest {

    private static final int PATIENCE_MILLIS = (int) LauncherProcess.PATIENCE.toMillis();

    @ParameterizedTest
    @CsvSource({"procfs, procfs", "ebpf, ebpf"})
    @SuppressWarnings("try") // closing the earlier client early is the point
    void staysUpForAnEarlierAndALaterClientOfAnObservedService(String strategy, String required) throws Exception {
        require(strategy, required);
        try (ServerSocket service = service();
                Socket earlier = connect(service.getLocalPort());
                Socket earlierServed = service.accept();
                LauncherProcess lull = LauncherProcess.start(
                        "run",
                        "--port",
                        String.valueOf(service.getLocalPort()),
                        "--strategy",
                        strategy,
                        "--idle",
                        "2s",
                        "--check-interval",
                        "200ms")) {
            lull.awaitLog(peer(earlierServed) + " is connected already").awaitLog("staying up: 1 connection open");
            try (Socket later = connect(service.getLocalPort());
                    Socket laterServed = service.accept()) {
                lull.awaitLog(peer(laterServed) + " connected (2 open)");
                earlier.close();
                earlierServed.close();
                lull.awaitLog(peer(earlierServed) + " left after").awaitLog("(1 open)");
                assertThat(later.isConnected()).isTrue();
            }
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "proxy, --data-path=copy, proxy",
        "proxy, --data-path=splice, proxy",
        "uring, , io_uring",
        "ebpf, , ebpf"
    })
    void carriesAClientToTheServiceAndBack(String strategy, @Nullable String dataPath, String required)
            throws Exception {
        require(strategy, required);
        int frontend = FreePort.at(Loopback.IPV4).getPort();
        try (ServerSocket service = service();
                LauncherProcess lull = LauncherProcess.start(relayTo(service, frontend, strategy, dataPath))) {
            lull.awaitLog("127.0.0.1:" + frontend);
            try (Socket client = connect(frontend);
                    Socket served = service.accept()) {
                client.getOutputStream().write('x');
                assertThat(served.getInputStream().read()).isEqualTo('x');
                served.getOutputStream().write('y');
                assertThat(client.getInputStream().read()).isEqualTo('y');
                lull.awaitLog("staying up: 1 connection open");
            }
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
        }
    }

    private static String[] relayTo(ServerSocket service, int frontend, String strategy, @Nullable String dataPath) {
        String listen = "--listen=127.0.0.1:" + frontend;
        String to = "--to=127.0.0.1:" + service.getLocalPort();
        return Stream.of("run", listen, to, "--strategy=" + strategy, "--idle=4s", dataPath)
                .filter(Objects::nonNull)
                .toArray(String[]::new);
    }

    private static void require(String strategy, String required) {
        Availability here =
                Objects.requireNonNull(Strategies.installed().get(strategy)).probe();
        Require.that(required, here instanceof Availability.Available, here.explanation());
    }

    private static ServerSocket service() throws IOException {
        ServerSocket service = new ServerSocket(0, 10, Loopback.IPV4);
        service.setSoTimeout(PATIENCE_MILLIS);
        return service;
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(Loopback.IPV4, port), PATIENCE_MILLIS);
        return socket;
    }

    private static String peer(Socket served) {
        return Endpoint.of((InetSocketAddress) served.getRemoteSocketAddress());
    }
}
