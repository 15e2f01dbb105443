package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** "Any address" as where to listen, and as where the service is. */
@ExtendWith(LeakCheck.class)
class AnyAddressTest implements OverEachPath {

    @ParameterizedTest
    @MethodSource("paths")
    void reachesAServiceOfIpv4AloneThatIsSaidToBeAtAnyAddress(RelayPath path) throws Exception {
        relays(path, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), InetAddress.getByAddress(new byte[4]));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void reachesAServiceOfIpv6AloneThatIsSaidToBeAtAnyAddress(RelayPath path) throws Exception {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        relays(path, InetAddress.getByAddress(loopback), InetAddress.getByAddress(new byte[16]));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void listensAtAnyAddressForBothFamilies(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress anywhere =
                new InetSocketAddress(FreePort.at(RelayStage.HERE).getPort());
        try (ServerSocket service = new ServerSocket(0, 10, RelayStage.HERE);
                ActivityMonitor monitor = RelayStage.open(
                        path, path.options().build(), anywhere, (InetSocketAddress) service.getLocalSocketAddress())) {
            assertThat(monitor.description()).contains(String.valueOf(anywhere.getPort()));
            for (String host : new String[] {"127.0.0.1", "::1"}) {
                try (Socket client = RelayStage.connectTo(new InetSocketAddress(host, anywhere.getPort()));
                        Socket server = service.accept()) {
                    client.getOutputStream().write(5);
                    assertThat(server.getInputStream().read()).isEqualTo(5);
                }
            }
        }
    }

    private static void relays(RelayPath path, InetAddress service, InetAddress said) throws Exception {
        path.requireMachine();
        InetSocketAddress frontend = FreePort.at(RelayStage.HERE);
        try (ServerSocket listening = new ServerSocket(0, 10, service);
                ActivityMonitor monitor = RelayStage.open(
                        path, path.options().build(), frontend, new InetSocketAddress(said, listening.getLocalPort()));
                Socket client = RelayStage.connectTo(frontend)) {
            listening.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
            try (Socket server = listening.accept()) {
                client.getOutputStream().write(7);
                assertThat(server.getInputStream().read()).isEqualTo(7);
                assertThat(monitor.connections()).hasSize(1);
            }
        }
    }
}
