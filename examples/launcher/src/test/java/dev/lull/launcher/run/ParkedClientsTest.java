package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.MonitorTarget;
import dev.lull.Monitors;
import dev.lull.Strategies;
import dev.lull.Testimony;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.launcher.LauncherProcess;
import dev.lull.proxy.ParkedListener;
import dev.lull.proxy.RelayOptions;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each client who waited for a service at its own port shows there twice, and counts once. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class ParkedClientsTest {

    private static final int CLIENTS = 100;
    private static final Duration LONG = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "procfs"})
    void countOnceHoweverManyComeAtOnce(String strategy) throws Exception {
        RunInState.require(strategy);
        InetSocketAddress where = FreePort.at(Loopback.IPV4);
        ExecutorService each = Executors.newFixedThreadPool(CLIENTS);
        List<Socket> sockets = new ArrayList<>();
        try (ActivityMonitor everybody = Strategies.select(strategy).open(MonitorTarget.port(where.getPort()));
                ActivityMonitor monitor = Monitors.ignoringPeers(everybody, List.of(), ParkedListener.ends());
                ParkedListener parked = ParkedListener.listen(List.of(where), RelayOptions.defaults(), () -> {})) {
            sockets.addAll(all(each, () -> new Socket(where.getAddress(), where.getPort())));
            await().atMost(LauncherProcess.PATIENCE).until(parked::clients, count -> count == CLIENTS);
            assertThat(parked.leave(LONG)).isEmpty();
            try (ServerSocket service = new ServerSocket()) {
                service.setReuseAddress(true);
                service.bind(where, 2 * CLIENTS);
                parked.serve();
                List<Socket> served = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    served.add(service.accept());
                }
                sockets.addAll(served);
                assertThat(served).allMatch(socket -> socket.getInetAddress().equals(Loopback.IPV4));
                assertThat(look(everybody).openConnections()).isEqualTo(2 * CLIENTS);
                assertThat(look(monitor).openConnections()).isEqualTo(CLIENTS);
                assertThat(monitor.connections()).hasSize(CLIENTS);
                assertThat(monitor.witness().testify())
                        .isInstanceOfSatisfying(Testimony.Seen.class, seen -> assertThat(seen.open())
                                .hasSize(CLIENTS));
                try (Socket direct = new Socket(where.getAddress(), where.getPort());
                        Socket alsoServed = service.accept()) {
                    assertThat(alsoServed.getInetAddress()).isEqualTo(direct.getLocalAddress());
                    assertThat(look(monitor).openConnections())
                            .as("with one who came without Lull")
                            .isEqualTo(CLIENTS + 1);
                }
                for (Socket socket : sockets) {
                    socket.close();
                }
                await().atMost(LauncherProcess.PATIENCE)
                        .until(() -> look(monitor).openConnections() == 0 && parked.clients() == 0);
                assertThat(look(monitor).openedTotal()).isEqualTo(CLIENTS + 1);
            }
        } finally {
            each.shutdownNow();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static ActivitySnapshot look(ActivityMonitor monitor) {
        return (ActivitySnapshot) monitor.read();
    }

    private static List<Socket> all(ExecutorService each, Callable<Socket> client) throws Exception {
        List<Future<Socket>> connecting = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            connecting.add(each.submit(client));
        }
        List<Socket> connected = new ArrayList<>();
        for (Future<Socket> future : connecting) {
            connected.add(future.get(LONG.toSeconds(), TimeUnit.SECONDS));
        }
        return connected;
    }
}
