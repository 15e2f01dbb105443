package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.contract.LeakCheck;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From which address the service is dialled, over each data path. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has all of 127.0.0.0/8")
@ExtendWith(LeakCheck.class)
class DialFromTest implements OverEachPath {

    @ParameterizedTest
    @MethodSource("paths")
    void dialsFromTheAddressGivenAndTheOtherFamilyAsTheSystemChooses(RelayPath path) throws Exception {
        path.requireMachine();
        InetAddress from = InetAddress.getByName("127.128.3.4");
        assertThat(peerOf(path, from, "127.0.0.1")).isEqualTo(from);
        assertThat(peerOf(path, from, "::1")).isInstanceOf(Inet6Address.class);
    }

    private static InetAddress peerOf(RelayPath path, InetAddress from, String serviceHost) throws Exception {
        InetSocketAddress frontend = RelayStage.freePort();
        try (ServerSocket service = new ServerSocket(0, 10, InetAddress.getByName(serviceHost));
                ActivityMonitor monitor =
                        RelayStage.open(path, path.options().dialFrom(from).build(), frontend, (InetSocketAddress)
                                service.getLocalSocketAddress());
                Socket client = RelayStage.connectTo(frontend)) {
            service.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
            client.getOutputStream().write('c');
            try (Socket server = service.accept()) {
                assertThat(server.getInputStream().read()).isEqualTo('c');
                assertThat(monitor.connections()).hasSize(1);
                return server.getInetAddress();
            }
        }
    }
}
