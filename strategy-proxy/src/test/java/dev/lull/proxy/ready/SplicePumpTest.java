package dev.lull.proxy.ready;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.NanoClock;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.Pump;
import dev.lull.proxy.relay.Quota;
import dev.lull.proxy.relay.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** When a direction takes a pipe and when it leaves it, with real sockets and a loop whose turns the test makes. */
@ExtendWith(LeakCheck.class)
class SplicePumpTest {

    private static final int PIECE = 64 * 1024;

    private final Quota pipes = new Quota(4);

    @Test
    void leavesThePipeOfAReceiverThatTakesNothingAndLosesNoByte() throws Exception {
        Quota held = new Quota(4 << 20);
        try (Stage stage = new Stage(held, pipes)) {
            stage.sendUntilStuck();
            assertThat(pipes.taken()).isEqualTo(1);
            assertThat(held.taken()).isZero();
            stage.pump.leavePipe();
            assertThat(held.taken()).as("what was in the pipe").isPositive();
            PooledPipe free = stage.loop.pipes().take(() -> {});
            assertThat(pipes.taken()).as("the same pipe").isEqualTo(1);
            assertThat(free).isNotNull();
            stage.loop.pipes().giveBack(java.util.Objects.requireNonNull(free));
            stage.receiveAll();
            assertThat(held.taken()).isZero();
        }
        assertThat(pipes.taken()).isZero();
    }

    @Test
    void keepsThePipeWhereNoMoreMemoryMayBeHeld() throws Exception {
        try (Stage stage = new Stage(new Quota(0), pipes)) {
            stage.carry(4 << 20);
            stage.sendUntilStuck();
            assertThat(pipes.taken())
                    .as("pieces of 4 KiB are bulk too, where no more is read")
                    .isEqualTo(1);
            stage.pump.leavePipe();
            assertThat(pipes.taken()).isEqualTo(1);
            stage.receiveAll();
        }
        assertThat(pipes.taken()).isZero();
    }

    /** A sender, a direction of the relay, and a receiver. */
    private static final class Stage implements AutoCloseable, Listener.Handler, Pump.Handler {
        private final ArrayDeque<Listener.Accepted> accepted = new ArrayDeque<>();
        private final SplittableRandom written = new SplittableRandom(7);
        private final SplittableRandom expected = new SplittableRandom(7);
        private final EpollLoop loop;
        private final SocketChannel sender;
        private final SocketChannel receiver;
        private final SplicePump pump;
        private final ByteBuffer toSend = ByteBuffer.allocate(PIECE).flip();
        private final ByteBuffer received = ByteBuffer.allocate(PIECE);
        private long sent;
        private long seen;
        private long moved;

        Stage(Quota held, Quota pipes) throws Exception {
            Require.that("linux", System.getProperty("os.name").equals("Linux"), "not Linux");
            loop = new EpollLoop("turns-of-the-test", NanoClock.system(), SystemCalls.load(), held, pipes);
            Listener listener = loop.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10, this);
            listener.resume();
            sender = SocketChannel.open(listener.local());
            Transport from = accept();
            receiver = SocketChannel.open(listener.local());
            Transport to = accept();
            sender.configureBlocking(false);
            receiver.configureBlocking(false);
            pump = (SplicePump) loop.pump(from, to, null, false, this);
        }

        private Transport accept() throws IOException {
            while (accepted.isEmpty()) {
                loop.poll(-1);
            }
            return accepted.remove().attach(loop);
        }

        /** With a receiver that takes everything. */
        void carry(long bytes) throws IOException {
            while (seen < bytes) {
                send();
                loop.poll(0);
                receive();
            }
        }

        void sendUntilStuck() throws IOException {
            for (int quiet = 0; quiet < 20; quiet++) {
                long before = sent + moved;
                send();
                loop.poll(5_000_000);
                if (sent + moved > before) {
                    quiet = 0;
                }
            }
        }

        void receiveAll() throws IOException {
            while (seen < sent) {
                receive();
                loop.poll(1_000_000);
            }
            assertThat(moved).isEqualTo(sent);
        }

        private void send() throws IOException {
            if (!toSend.hasRemaining()) {
                written.nextBytes(toSend.array());
                toSend.clear();
            }
            sent += sender.write(toSend);
        }

        private void receive() throws IOException {
            seen += receiver.read(received);
            if (!received.hasRemaining()) {
                byte[] piece = new byte[PIECE];
                expected.nextBytes(piece);
                assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(piece));
                received.clear();
            }
        }

        @Override
        public void accepted(Listener.Accepted connection) {
            accepted.add(connection);
        }

        @Override
        public void acceptFailed(IOException cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void moved(int bytes) {
            moved += bytes;
        }

        @Override
        public void ended() {
            throw new AssertionError("nobody has ended");
        }

        @Override
        public void failed(Pump.Side side, IOException cause) {
            throw new AssertionError(side + " failed", cause);
        }

        @Override
        public void close() throws IOException {
            loop.close();
            sender.close();
            receiver.close();
        }
    }
}
