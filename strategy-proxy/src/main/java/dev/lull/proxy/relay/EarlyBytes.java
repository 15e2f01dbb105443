package dev.lull.proxy.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends while it waits for the service: read up to a bound, kept, and given to the service first. Reading
 * is also how a client that has left is found out.
 */
final class EarlyBytes implements Transport.ReceiveHandler {

    private static final int BOUND = 16 * 1024;

    /** Many clients may wait, and most of them say little or nothing. */
    private static final int FIRST = 512;

    private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

    private final Transport client;
    private final Transport.ReceiveHandler guarded;
    private final Handler handler;
    private @Nullable ByteBuffer bytes;
    private boolean ended;
    private boolean waiting;

    EarlyBytes(GuardedLoop loop, Transport client, Handler handler) {
        this.client = client;
        this.guarded = loop.guarded(this);
        this.handler = handler;
    }

    /** Hears that the client has left, or will say nothing more. */
    interface Handler {
        void clientEnded();

        void clientFailed(IOException cause);
    }

    /** Begins with what was read already. */
    void add(ByteBuffer read, boolean atEnd) {
        bytes = read;
        ended = atEnd;
    }

    /** Reads from now on, if it does not yet. */
    void watch() {
        if (waiting) {
            return;
        }
        waiting = true;
        if (ended) {
            ended();
            return;
        }
        ByteBuffer room = bytes == null ? ByteBuffer.allocate(FIRST) : bytes;
        if (!room.hasRemaining() && room.capacity() < BOUND) {
            room = ByteBuffer.allocate(Math.min(4 * room.capacity(), BOUND)).put(room.flip());
        }
        bytes = room;
        client.receive(room, guarded); // without room the rest waits in the kernel, and stops the client
    }

    @Override
    public void received(int count) {
        waiting = false;
        watch();
    }

    @Override
    public void ended() {
        ended = true; // only this direction: the client may still wait for an answer
        client.receive(NO_ROOM, guarded);
        handler.clientEnded();
    }

    @Override
    public void failed(IOException cause) {
        handler.clientFailed(cause);
    }

    void stop() {
        client.stopReceiving();
    }

    boolean atEnd() {
        return ended;
    }

    /** What was read, after what is to stand before it; null for nothing. */
    @Nullable
    ByteBuffer after(@Nullable ByteBuffer prefix) {
        ByteBuffer read = bytes;
        if (read == null || read.position() == 0) {
            return prefix;
        }
        read.flip();
        if (prefix == null) {
            return read;
        }
        return ByteBuffer.allocate(prefix.remaining() + read.remaining())
                .put(prefix)
                .put(read)
                .flip();
    }
}
