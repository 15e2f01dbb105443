package dev.lull.proxy.ready;

import dev.lull.NanoClock;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.HeldMemory;
import dev.lull.proxy.relay.LoopThread;
import dev.lull.proxy.relay.Pump;
import dev.lull.proxy.relay.Quota;
import dev.lull.proxy.relay.RelayLog;
import dev.lull.proxy.relay.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A loop of readiness: its memory, and the pumps that have more to do. In each turn it serves whoever has become ready,
 * and then, once each, the pumps that had more to do already before; no pump moves more than its share of a turn.
 */
abstract class ReadyLoop extends LoopThread {

    private final HeldMemory memory;
    private final ReadBuffer readBuffer;
    private final ArrayDeque<CopyPump> again = new ArrayDeque<>();
    private long turnNumber;

    ReadyLoop(String threadName, NanoClock clock, IntFunction<Chunk> allocator, Quota heldBytes) {
        super(threadName, clock);
        this.memory = new HeldMemory(allocator, heldBytes);
        this.readBuffer = new ReadBuffer(memory, allocator.apply(HeldMemory.LARGEST));
    }

    /** Waits, and calls {@link #serve} for each ready connection. */
    abstract void await(long timeoutNanos) throws IOException;

    abstract CopyPump newPump(ReadyTransport from, ReadyTransport to, Pump.Handler handler);

    final HeldMemory memory() {
        return memory;
    }

    final ReadBuffer readBuffer() {
        return readBuffer;
    }

    /** Tells one turn from another. */
    final long turnNumber() {
        return turnNumber;
    }

    /** Has a pump go on in the next turn. */
    final void runAgain(CopyPump pump) {
        again.add(pump);
    }

    @Override
    public final Pump pump(
            Transport from, Transport to, @Nullable ByteBuffer first, boolean ended, Pump.Handler handler) {
        CopyPump pump = newPump((ReadyTransport) from, (ReadyTransport) to, handler);
        pump.begin(first, ended);
        return pump;
    }

    @Override
    protected final void poll(long timeoutNanos) throws IOException {
        turnNumber++;
        int fromBefore = again.size();
        await(fromBefore == 0 ? timeoutNanos : 0);
        for (int left = fromBefore; left > 0; left--) {
            CopyPump pump = again.remove();
            try {
                pump.runAgain();
            } catch (RuntimeException | Error e) {
                pump.from.broken(unexpected(e));
            }
        }
    }

    final void serve(ReadyTransport transport, boolean toRead, boolean toWrite) {
        try {
            transport.ready(toRead, toWrite);
        } catch (RuntimeException | Error e) { // such as no direct memory left, or no class for lack of descriptors
            transport.broken(unexpected(e));
        }
    }

    private IOException unexpected(Throwable thrown) {
        RelayLog.log(Level.ERROR, this + ": serving a connection threw; that connection is closed", thrown);
        return new IOException("serving the connection threw " + thrown, thrown);
    }
}
