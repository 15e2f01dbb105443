package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.spi.UnavailableException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class SynFilterTest {

    @BeforeEach
    void permitted() throws NativeAccessException, SystemCallException {
        Optional<String> refusal = Optional.empty();
        try {
            SynFilter.requirePermitted(SystemCalls.load());
        } catch (UnavailableException e) {
            refusal = Optional.ofNullable(e.getMessage());
        }
        Require.that("synfilter", refusal.isEmpty(), "needs leave to attach filters: " + refusal.orElse(""));
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getAllByName(text)[0];
    }

    /** The kernel drops what the filter drops within connect(2), over loopback: there is nothing to wait for. */
    @ParameterizedTest(name = "a listener at {0}, a client to {1}")
    @CsvSource({"127.0.0.1, 127.0.0.1", "::1, ::1", "::, 127.0.0.1", "::, ::1"})
    void holdsASynUntilItIsDetachedAndTheNextOneGetsIn(String listening, String connecting) throws Exception {
        LibC libC = SystemCalls.load();
        TcpSockets sockets = new TcpSockets(libC);
        TcpSockets.KeepAlive keepAlive = new TcpSockets.KeepAlive(60, 15, 4);
        try (OwnedDescriptor listener = sockets.listen(new InetSocketAddress(address(listening), 0), 8, keepAlive);
                SocketChannel client = SocketChannel.open()) {
            int port = sockets.localAddress(listener.number()).getPort();
            SynFilter.attach(libC, listener.number());
            client.configureBlocking(false);
            assertThat(client.connect(new InetSocketAddress(address(connecting), port)))
                    .isFalse();
            assertThat(client.finishConnect()).isFalse();
            assertThat(sockets.accept(listener.number())).isEqualTo(-Errno.EAGAIN);
            SynFilter.detach(libC, listener.number());
            Awaitility.await().until(client::finishConnect);
            try (OwnedDescriptor accepted = sockets.own(sockets.accept(listener.number()), "accepted")) {
                assertThat(SynFilter.isAttached(libC, accepted.number())).isFalse();
            }
        }
    }
}
