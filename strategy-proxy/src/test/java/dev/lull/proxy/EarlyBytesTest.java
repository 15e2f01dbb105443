package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client says before the service is up is kept within a bound, and none of it is lost. */
@ExtendWith(LeakCheck.class)
class EarlyBytesTest implements OverEachPath {

    private static final long FLOOD = 100L * 1024 * 1024;

    @ParameterizedTest
    @MethodSource("paths")
    void stopsAClientThatFloodsAndDeliversWhatItGotRidOf(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress frontend = FreePort.at(RelayStage.HERE);
        InetSocketAddress later = FreePort.at(RelayStage.HERE);
        try (ActivityMonitor monitor = RelayStage.open(path, path.options().build(), frontend, later);
                SocketChannel client = SocketChannel.open(frontend)) {
            client.configureBlocking(false);
            long sent = 0;
            ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
            for (int quiet = 0; quiet < 50 && sent < FLOOD; quiet++) { // until nothing is taken for half a second
                fill(buffer.clear(), sent);
                int count = client.write(buffer.flip());
                if (count > 0) {
                    sent += count;
                    quiet = 0;
                } else {
                    LockSupport.parkNanos(10_000_000);
                }
            }
            assertThat(sent).as("what the kernel's buffers and ours took").isLessThan(FLOOD / 2);
            assertThat(((ActivitySnapshot) monitor.read()).openConnections()).isEqualTo(1);
            try (ServerSocket service = new ServerSocket(later.getPort(), 10, RelayStage.HERE)) {
                service.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
                try (Socket server = service.accept()) {
                    client.shutdownOutput();
                    assertThat(inOrder(server.getInputStream())).isEqualTo(sent);
                }
            }
        }
    }

    private static void fill(ByteBuffer buffer, long from) {
        for (long i = from; buffer.hasRemaining(); i++) {
            buffer.put(byteAt(i));
        }
    }

    private static long inOrder(InputStream in) throws Exception {
        byte[] bytes = new byte[64 * 1024];
        long seen = 0;
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
            for (int i = 0; i < count; i++) {
                if (bytes[i] != byteAt(seen + i)) {
                    throw new AssertionError("wrong byte at " + (seen + i));
                }
            }
            seen += count;
        }
        return seen;
    }

    private static byte byteAt(long index) {
        return (byte) (index * 31 + (index >> 8) * 17 + (index >> 16));
    }
}
