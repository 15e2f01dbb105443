package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** A listening socket that was passed to this process, and is its giver's as well. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class InheritedListenerTest {

    private static final TcpSockets.KeepAlive KEEP_ALIVE = new TcpSockets.KeepAlive(60, 15, 4);

    private static InetSocketAddress anywhere() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Test
    void staysItsGiversWithWhoeverQueuesThere() throws Exception {
        TcpSockets sockets = new TcpSockets(SystemCalls.load());
        try (OwnedDescriptor givers = sockets.listen(anywhere(), 8, KEEP_ALIVE)) {
            OwnedDescriptor adopted = sockets.adopt(givers.number(), KEEP_ALIVE);
            assertThat(sockets.accept(adopted.number())).isEqualTo(-Errno.EAGAIN);
            InetSocketAddress address = sockets.localAddress(adopted.number());
            try (Socket client = new Socket(address.getAddress(), address.getPort())) {
                adopted.close();
                try (OwnedDescriptor accepted = sockets.own(sockets.accept(givers.number()), "accepted")) {
                    assertThat(sockets.acceptedPeer().getPort()).isEqualTo(client.getLocalPort());
                    assertThat(accepted.number()).isPositive();
                }
            }
        }
    }

    @Test
    void takesNothingElse() throws Exception {
        LibC libC = SystemCalls.load();
        TcpSockets sockets = new TcpSockets(libC);
        try (OwnedDescriptor datagrams = sockets.own(libC.socket(SocketAddresses.AF_INET, 2, 0), "UDP socket");
                OwnedDescriptor idle = sockets.own(libC.socket(SocketAddresses.AF_INET, 1, 0), "TCP socket");
                OwnedDescriptor file = sockets.own(libC.open("/dev/null", 0), "file")) {
            assertThatThrownBy(() -> sockets.adopt(datagrams.number(), KEEP_ALIVE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not a TCP socket");
            assertThatThrownBy(() -> sockets.adopt(idle.number(), KEEP_ALIVE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is a TCP socket that does not listen");
            assertThatThrownBy(() -> sockets.adopt(file.number(), KEEP_ALIVE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Socket operation on non-socket");
        }
    }
}
