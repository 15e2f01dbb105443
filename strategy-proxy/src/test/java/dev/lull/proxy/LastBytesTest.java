package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was sent before a reset arrives before the reset, as it would without a relay in between. */
@ExtendWith(LeakCheck.class)
class LastBytesTest implements OverEachPath {

    private static final int MUCH = 4_500_000;
    private static final int PIECE = 64 * 1024;
    private static final Path SOCKETS = Path.of("/proc/net/tcp6");

    @ParameterizedTest
    @MethodSource("paths")
    void deliversWhatAServiceSentBeforeItsReset(RelayPath path) throws Exception {
        path.requireMachine();
        Require.that("linux", Files.isReadable(SOCKETS), "what is still to be sent is read from " + SOCKETS);
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            Thread sending = new Thread(() -> send(server));
            sending.start();
            long read = readUntilAllHasLeft(client.getInputStream(), server, sending);
            assertThat(read).as("the client has not read all of it").isLessThan(MUCH);
            RelayStage.reset(server);
            assertThat(read + readSlowlyUntilReset(client.getInputStream())).isEqualTo(MUCH);
            stage.await(seen -> seen.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void deliversWhatAClientSentBeforeItsReset(RelayPath path) throws Exception {
        path.requireMachine();
        Require.that("linux", Files.isReadable(SOCKETS), "what is still to be sent is read from " + SOCKETS);
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            Thread sending = new Thread(() -> send(client));
            sending.start();
            long read = readUntilAllHasLeft(server.getInputStream(), client, sending);
            RelayStage.reset(client);
            assertThat(read + readSlowlyUntilReset(server.getInputStream())).isEqualTo(MUCH);
        }
    }

    /** Its question is not read, so that a service's end is a reset; the answer before it is whole. */
    @ParameterizedTest
    @MethodSource("paths")
    void deliversTheLastWordsOfAServiceThatLeavesTheQuestionUnread(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            client.getOutputStream().write(new byte[100]);
            server.getInputStream().read();
            server.getOutputStream().write(new byte[5000]);
            assertThat(client.getInputStream().readNBytes(1)).hasSize(1); // it has arrived, and may be reset now
            server.close();
            assertThat(client.getInputStream().readNBytes(4999)).hasSize(4999);
            stage.await(seen -> seen.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void doesNotKeepTheConnectionOfAServiceThatIsGoneForAClientThatReadsNothing(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            stage.connect();
            Socket server = stage.accept();
            Thread sending = new Thread(() -> sendUntilClosed(server));
            sending.start();
            while (sending.getState() == Thread.State.NEW || !isStuck(stage)) {
                sending.join(20);
            }
            RelayStage.reset(server);
            sending.join();
            stage.await(seen -> seen.openConnections() == 0);
        }
    }

    private static void send(Socket socket) {
        try {
            byte[] piece = new byte[PIECE];
            for (int left = MUCH; left > 0; left -= piece.length) {
                socket.getOutputStream().write(piece, 0, Math.min(left, piece.length));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isStuck(RelayStage stage) {
        long before = stage.snapshot().traffic().orElseThrow().bytesOut();
        LockSupport.parkNanos(100_000_000);
        return before > 0 && stage.snapshot().traffic().orElseThrow().bytesOut() == before;
    }

    private static void sendUntilClosed(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write(new byte[PIECE]);
            }
        } catch (IOException closed) {
            assertThat(socket.isClosed()).isTrue();
        }
    }

    /** Reads no more than it needs to for the sender's kernel to get rid of everything. */
    private static long readUntilAllHasLeft(InputStream in, Socket sender, Thread sending) throws Exception {
        byte[] piece = new byte[PIECE];
        long read = 0;
        sending.join(50);
        while (sending.isAlive() || !isAcknowledged(sender)) {
            if (in.available() > 0) {
                read += in.read(piece);
            }
            sending.join(1);
        }
        return read;
    }

    private static boolean isAcknowledged(Socket socket) throws IOException {
        String local = String.format(":%04X ", socket.getLocalPort());
        String remote = String.format(":%04X ", ((InetSocketAddress) socket.getRemoteSocketAddress()).getPort());
        LockSupport.parkNanos(1_000_000);
        return Files.readAllLines(SOCKETS).stream()
                .filter(line -> line.contains(local) && line.contains(remote))
                .map(line -> line.strip().split("\\s+", -1))
                .filter(columns -> columns[1].endsWith(local.strip()) && columns[2].endsWith(remote.strip()))
                .allMatch(columns -> columns[4].startsWith("00000000:"));
    }

    /** Steadily, and never so slowly that nothing moves for as long as a reset waits. */
    private static long readSlowlyUntilReset(InputStream in) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long read = 0;
        try {
            for (int count = 0; count >= 0; count = in.read(piece.array())) {
                read += count;
                LockSupport.parkNanos(5_000_000);
            }
        } catch (IOException reset) {
            return read;
        }
        throw new AssertionError("a reset arrived as an end, after " + read);
    }
}
