package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.LeakCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Handshakes that stay in progress until their client sends something: the client takes itself for connected, and its
 * listener has TCP_DEFER_ACCEPT (tcp(7)).
 */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
final class HandshakesTest {

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_DEFER_ACCEPT = 9; // include/uapi/linux/tcp.h

    private static SortedSet<Integer> ports(int port) {
        return new TreeSet<>(Set.of(port));
    }

    private static OwnedDescriptor deferringListener(LibC libC, String address) throws Exception {
        OwnedDescriptor listener = new TcpSockets(libC)
                .listen(
                        new InetSocketAddress(InetAddress.getByName(address), 0),
                        16,
                        new TcpSockets.KeepAlive(60, 15, 4));
        ByteBuffer seconds = NativeMemory.allocate(Integer.BYTES).putInt(0, 30);
        SystemCalls.check(
                libC.setsockopt(listener.number(), IPPROTO_TCP, TCP_DEFER_ACCEPT, seconds, Integer.BYTES),
                "setsockopt");
        return listener;
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void areSeenInBothOfTheKernelsLists(String address) throws Exception {
        LibC libC = SystemCalls.load();
        try (OwnedDescriptor listener = deferringListener(libC, address)) {
            InetSocketAddress service = new TcpSockets(libC).localAddress(listener.number());
            Handshakes handshakes = new Handshakes(ports(service.getPort()), Optional.empty());
            assertThat(handshakes.inProgress()).isEmpty();
            assertThat(handshakes.byTables()).isEmpty();
            try (Socket client = new Socket(service.getAddress(), service.getPort())) {
                String expected = ":" + client.getLocalPort() + " at port " + service.getPort() + " is in progress";
                assertThat(handshakes.inProgress())
                        .hasValueSatisfying(said ->
                                assertThat(said).startsWith("a handshake with ").endsWith(expected));
                assertThat(handshakes.byTables()).isEqualTo(handshakes.inProgress());
                client.getOutputStream().write(1);
                await().until(() -> handshakes.inProgress().isEmpty()
                        && handshakes.byTables().isEmpty());
            }
        }
    }

    @Test
    void areThoseOfTheServiceAlone() throws Exception {
        LibC libC = SystemCalls.load();
        try (OwnedDescriptor listener = deferringListener(libC, "127.0.0.1")) {
            InetSocketAddress service = new TcpSockets(libC).localAddress(listener.number());
            try (Socket client = new Socket(service.getAddress(), service.getPort())) {
                assertThat(client.isConnected()).isTrue();
                Handshakes elsewhere =
                        new Handshakes(ports(service.getPort()), Optional.of(InetAddress.getByName("127.0.0.2")));
                Handshakes here = new Handshakes(ports(service.getPort()), Optional.of(service.getAddress()));
                Handshakes another = new Handshakes(ports(1), Optional.empty());
                assertThat(here.inProgress()).isPresent();
                assertThat(here.byTables()).isPresent();
                assertThat(elsewhere.inProgress()).isEmpty();
                assertThat(elsewhere.byTables()).isEmpty();
                assertThat(another.inProgress()).isEmpty();
                assertThat(another.byTables()).isEmpty();
            }
        }
    }
}
