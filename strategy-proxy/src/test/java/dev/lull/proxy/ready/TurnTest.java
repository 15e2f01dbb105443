package dev.lull.proxy.ready;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.NanoClock;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.HeldMemory;
import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.Pump;
import dev.lull.proxy.relay.Quota;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who moves how much in a turn of a loop, played without a network: a stream must not starve the loop's others. */
class TurnTest {

    private static final int SHARE = HeldMemory.LARGEST;

    private final TurnLoop loop = new TurnLoop();

    @Test
    void movesAShareOfAStreamInEachTurn() throws Exception {
        Stream stream = new Stream(Integer.MAX_VALUE);
        assertThat(stream.moved).isEqualTo(SHARE);
        loop.turn();
        assertThat(stream.moved).isEqualTo(2L * SHARE);
        loop.turn();
        assertThat(stream.moved).isEqualTo(3L * SHARE);
    }

    @Test
    void movesNoSecondShareHoweverOftenItIsReadyInATurn() throws Exception {
        Stream stream = new Stream(Integer.MAX_VALUE);
        loop.turn(stream::readable, stream::writable, stream::readable);
        assertThat(stream.moved).isEqualTo(2L * SHARE);
        loop.turn();
        assertThat(stream.moved).isEqualTo(3L * SHARE);
    }

    @Test
    void movesAFewOfManySmallPiecesInATurn() throws Exception {
        Stream stream = new Stream(10);
        assertThat(stream.moved).isEqualTo(10L * CopyPump.STEPS_A_TURN);
        loop.turn(stream::readable, stream::writable);
        assertThat(stream.moved).isEqualTo(20L * CopyPump.STEPS_A_TURN);
    }

    @Test
    void servesASmallRequestAfterAtMostOneShareOfEachStream() throws Exception {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            streams.add(new Stream(Integer.MAX_VALUE));
        }
        Stream talk = new Stream(0);
        loop.turn();
        long before = sum(streams);
        talk.available = 64;
        List<Runnable> events = new ArrayList<>();
        streams.forEach(stream -> events.add(stream::readable));
        events.add(talk::readable);
        loop.turn(events.toArray(new Runnable[0]));
        assertThat(talk.moved).isPositive();
        assertThat(talk.streamsMovedBefore - before).isLessThanOrEqualTo(16L * SHARE);
        assertThat(sum(streams) - before).as("and no stream waits for another").isEqualTo(16L * SHARE);
    }

    @Test
    void doesNotSleepWhileAStreamHasMore() throws Exception {
        Stream stream = new Stream(Integer.MAX_VALUE);
        loop.poll(1_000_000_000);
        assertThat(loop.timeoutNanos).isZero();
        stream.available = 0;
        loop.turn();
        loop.poll(1_000_000_000);
        assertThat(loop.timeoutNanos).isEqualTo(1_000_000_000);
    }

    private long sum(List<Stream> streams) {
        return streams.stream().mapToLong(stream -> stream.moved).sum();
    }

    /** A direction whose source always has so much for a read, and whose receiver takes all. */
    private final class Stream implements Pump.Handler {
        private final End from = new End(this);
        private final End to = new End(this);
        private int available;
        private long moved;
        private long streamsMovedBefore = -1;

        Stream(int available) {
            this.available = available;
            Pump ignored = loop.pump(from, to, null, false, this);
        }

        void readable() {
            loop.serve(from, true, false);
        }

        void writable() {
            loop.serve(to, false, true);
        }

        @Override
        public void moved(int bytes) {
            moved += bytes;
            if (bytes >= SHARE) {
                loop.movedByStreams += bytes;
            } else if (streamsMovedBefore < 0) {
                streamsMovedBefore = loop.movedByStreams;
            }
        }

        @Override
        public void ended() {
            throw new AssertionError("it has no end");
        }

        @Override
        public void failed(Pump.Side side, IOException cause) {
            throw new AssertionError(cause);
        }
    }

    private static final class End extends ReadyTransport {
        private final Stream stream;

        End(Stream stream) {
            this.stream = stream;
        }

        @Override
        int read(Chunk chunk, int limit) {
            int count = Math.min(stream.available, limit);
            chunk.end = count;
            readable = count > 0;
            return count;
        }

        @Override
        int read(ByteBuffer buffer) {
            throw new AssertionError("nobody receives");
        }

        @Override
        int write(Chunk chunk) {
            int count = chunk.length();
            chunk.start = chunk.end;
            return count;
        }

        @Override
        void want(boolean toRead, boolean toWrite) {}

        @Override
        void closeSocket(boolean withReset) {}

        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress(1);
        }

        @Override
        public void shutdownOutput() {}
    }

    private static final class TurnLoop extends ReadyLoop {
        private List<Runnable> events = List.of();
        private long timeoutNanos;
        private long movedByStreams;

        TurnLoop() {
            super(
                    "turns",
                    NanoClock.system(),
                    capacity -> new Chunk(ByteBuffer.allocate(capacity), 0),
                    new Quota(1 << 20));
        }

        void turn(Runnable... ready) throws IOException {
            events = List.of(ready);
            poll(0);
            events = List.of();
        }

        @Override
        void await(long timeout) {
            timeoutNanos = timeout;
            events.forEach(Runnable::run);
        }

        @Override
        CopyPump newPump(ReadyTransport from, ReadyTransport to, Pump.Handler handler) {
            return new CopyPump(this, from, to, handler);
        }

        @Override
        protected void wake() {}

        @Override
        protected void closeSockets() {}

        @Override
        public Listener listen(InetSocketAddress where, int backlog, Listener.Handler handler) {
            throw new AssertionError("nobody listens");
        }

        @Override
        public Timer dial(InetSocketAddress to, @Nullable LocalEnd from, DialHandler handler) {
            throw new AssertionError("nobody is dialled");
        }
    }
}
