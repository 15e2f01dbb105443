package dev.lull.proxy.ready;

import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection as far as it is the same for every way of waiting. {@code readable} and {@code writable} are what is
 * believed: a read or write that finds otherwise clears them, and {@link #ready} sets them.
 */
abstract class ReadyTransport implements Transport {

    /** Whether it is worth trying to read. A guess at first: a client often speaks at once. */
    boolean readable = true;

    boolean writable = true;
    boolean closed;

    /** The pump that reads here, and the one that writes here. */
    @Nullable
    CopyPump source;

    @Nullable
    CopyPump sink;

    private @Nullable ByteBuffer into;
    private @Nullable ReceiveHandler receiver;

    /**
     * Reads at most {@code limit} bytes into an empty chunk.
     *
     * @return how many; 0 if there are none now; -1 at the end
     */
    abstract int read(Chunk chunk, int limit) throws IOException;

    /** As {@link #read(Chunk, int)}, into a buffer's rest. */
    abstract int read(ByteBuffer buffer) throws IOException;

    /** Writes a chunk's bytes as far as they are taken, moves its start, and answers how many they were. */
    abstract int write(Chunk chunk) throws IOException;

    /** Asks to be told when there is something to read and to write; a loop that always tells need not listen. */
    abstract void want(boolean toRead, boolean toWrite);

    /** Closes the socket; {@link #closed} is set already. */
    abstract void closeSocket(boolean withReset);

    /** The loop says that the socket is ready. */
    final void ready(boolean toRead, boolean toWrite) {
        readable |= toRead;
        writable |= toWrite;
        if (receiver != null && toRead) {
            receiveNow();
        }
        if (sink != null && toWrite) {
            sink.run();
        }
        if (source != null && toRead) {
            source.run();
        }
    }

    /** The callbacks threw: a mistake of ours, or no memory. This connection ends, and no other. */
    final void broken(IOException cause) {
        if (source != null) {
            source.fail(dev.lull.proxy.relay.Pump.Side.SOURCE, cause);
        } else if (sink != null) {
            sink.fail(dev.lull.proxy.relay.Pump.Side.SINK, cause);
        } else if (receiver != null) {
            ReceiveHandler told = receiver;
            stopReceiving();
            told.failed(cause);
        }
    }

    /** Whether somebody waits to receive once. */
    final boolean isReceiving() {
        return receiver != null;
    }

    /** Tells the loop what this connection's pumps and receiver wait for. */
    final void updateInterest() {
        if (!closed) {
            boolean reads = (into != null && into.hasRemaining()) || (source != null && source.waitsToRead());
            want(reads, sink != null && sink.waitsToWrite());
        }
    }

    @Override
    public final void receive(ByteBuffer buffer, ReceiveHandler handler) {
        into = buffer;
        receiver = handler;
        if (readable) {
            receiveNow();
        }
        updateInterest();
    }

    private void receiveNow() {
        ByteBuffer buffer = into;
        ReceiveHandler told = receiver;
        if (buffer == null || told == null || !buffer.hasRemaining()) {
            return;
        }
        try {
            int count = read(buffer);
            if (count == 0) {
                return;
            }
            stopReceiving();
            if (count < 0) {
                told.ended();
            } else {
                told.received(count);
            }
        } catch (IOException e) {
            stopReceiving();
            told.failed(e);
        }
    }

    @Override
    public final void stopReceiving() {
        into = null;
        receiver = null;
        updateInterest();
    }

    @Override
    public final void close() {
        close(false);
    }

    @Override
    public final void reset() {
        close(true);
    }

    private void close(boolean withReset) {
        if (!closed) {
            into = null;
            receiver = null;
            closed = true;
            if (source != null) {
                source.stop();
            }
            if (sink != null) {
                sink.stop();
            }
            closeSocket(withReset);
        }
    }
}
