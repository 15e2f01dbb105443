package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sockets, epoll and splice(2), whose six arguments must all arrive. */
@ExtendWith(LeakCheck.class)
class SplicePipeTest {

    private static final int SIZE = 100_000;

    private final LibC libC;
    private final TcpSockets sockets;

    SplicePipeTest() throws NativeAccessException {
        Require.that("linux", System.getProperty("os.name").equals("Linux"), "not Linux");
        libC = SystemCalls.load();
        sockets = new TcpSockets(libC);
    }

    @Test
    void movesBytesFromOneSocketToAnotherAndLeavesThoseBeyondTheLength() throws Exception {
        try (OwnedDescriptor listener = listen();
                Pair first = Pair.of(sockets, libC, listener);
                Pair second = Pair.of(sockets, libC, listener);
                Epoll epoll = new Epoll(libC);
                SplicePipe pipe = SplicePipe.open(libC, 64 * 1024)) {
            int[] in = first.numbers();
            int[] out = second.numbers();
            NativeBuffer sent = new NativeBuffer(SIZE);
            for (int i = 0; i < SIZE; i++) {
                sent.bytes().put(i, (byte) (i * 31));
            }
            assertThat(sockets.send(in[0], sent.address(), SIZE)).isEqualTo(SIZE);
            assertThat(sockets.shutdownOutput(in[0])).isZero();
            ByteBuffer received = ByteBuffer.allocate(SIZE);
            NativeBuffer part = new NativeBuffer(SIZE);
            epoll.add(in[1], Epoll.IN, 42);
            epoll.add(out[0], Epoll.IN, 43);
            boolean ended = false;
            while (received.hasRemaining()) {
                assertThat(epoll.await(5000)).isPositive();
                if (!ended && pipe.heldBytes() == 0) {
                    int filled = pipe.fill(in[1]);
                    assertThat(filled).isBetween(0, pipe.capacityBytes());
                    ended = filled == 0;
                }
                if (pipe.heldBytes() > 0) {
                    assertThat(pipe.drain(out[1])).isPositive();
                }
                int count = sockets.receive(out[0], part.address(), SIZE);
                if (count > 0) {
                    received.put(part.bytes().duplicate().limit(count));
                } else {
                    assertThat(count).isEqualTo(-Errno.EAGAIN);
                }
            }
            for (int i = 0; i < SIZE; i++) {
                assertThat(received.get(i)).isEqualTo((byte) (i * 31));
            }
            assertThat(pipe.fill(in[1])).as("the end").isZero();
        }
    }

    @Test
    void givesUpWhatItHoldsToMemoryAndIsEmptyThen() throws Exception {
        try (OwnedDescriptor listener = listen();
                Pair sockets = Pair.of(this.sockets, libC, listener);
                SplicePipe pipe = SplicePipe.open(libC, 64 * 1024)) {
            int[] numbers = sockets.numbers();
            NativeBuffer sent = new NativeBuffer(3);
            sent.bytes().put(0, new byte[] {1, 2, 3});
            assertThat(this.sockets.send(numbers[0], sent.address(), 3)).isEqualTo(3);
            assertThat(pipe.fill(numbers[1])).isEqualTo(3);
            ByteBuffer memory = ByteBuffer.allocateDirect(8).position(1);
            pipe.readInto(memory);
            assertThat(pipe.heldBytes()).isZero();
            assertThat(memory.position()).isEqualTo(4);
            assertThat(new byte[] {memory.get(1), memory.get(2), memory.get(3)}).containsExactly(1, 2, 3);
        }
    }

    private OwnedDescriptor listen() throws Exception {
        return sockets.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10, new TcpSockets.KeepAlive(60, 15, 4));
    }

    @Test
    void wakesAWaitAndTellsItFromSockets() throws Exception {
        try (Epoll epoll = new Epoll(libC)) {
            assertThat(epoll.await(0)).isZero();
            epoll.wake();
            epoll.wake();
            assertThat(epoll.await(5000)).isEqualTo(1);
            assertThat(epoll.data(0)).isEqualTo(Epoll.WOKEN);
            assertThat(epoll.await(0)).isZero();
        }
        Epoll closed = new Epoll(libC);
        closed.close();
        closed.wake();
    }

    @Test
    void saysWhichPipeCannotBeHad() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> SplicePipe.open(libC, Integer.MAX_VALUE)))
                .isInstanceOf(SystemCallException.class)
                .hasMessageContaining("F_SETPIPE_SZ");
    }

    /** Both ends of a connection. */
    private record Pair(OwnedDescriptor client, OwnedDescriptor accepted) implements AutoCloseable {

        static Pair of(TcpSockets sockets, LibC libC, OwnedDescriptor listener) throws Exception {
            InetSocketAddress address = sockets.localAddress(listener.number());
            OwnedDescriptor client = sockets.own(sockets.open(address), "client");
            int answer = sockets.connect(client.number(), address);
            assertThat(answer).isIn(0, -Errno.EINPROGRESS);
            try (Epoll epoll = new Epoll(libC)) {
                epoll.add(listener.number(), Epoll.IN, 1);
                assertThat(epoll.await(5000)).isEqualTo(1);
            }
            OwnedDescriptor accepted = sockets.own(sockets.accept(listener.number()), "accepted");
            assertThat(sockets.acceptedPeer()).isEqualTo(sockets.localAddress(client.number()));
            return new Pair(client, accepted);
        }

        int[] numbers() {
            return new int[] {client.number(), accepted.number()};
        }

        @Override
        public void close() {
            client.close();
            accepted.close();
        }
    }
}
