package dev.lull.uring;

import dev.lull.NanoClock;
import dev.lull.internal.linux.SocketAddresses;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.HeldMemory;
import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.LoopThread;
import dev.lull.proxy.relay.Pump;
import dev.lull.proxy.relay.Quota;
import dev.lull.proxy.relay.RelayLog;
import dev.lull.proxy.relay.SocketPolicy;
import dev.lull.proxy.relay.Transport;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Buffer;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A loop around a ring of io_uring, as Netty drives it ({@link IoUringIoHandler}), with descriptors and operations of
 * our own. The thread is ours: Netty's event loop is not used. A ring belongs to the one thread that enables it.
 */
final class UringLoop extends LoopThread {

    private static final int RING_SIZE = 1024;
    private static final int COMPLETION_RING_SIZE = 8192;

    /** A long turn reads the clock now and then. */
    private static final int COMPLETIONS_A_CLOCK_READING = 64;

    private static final long END_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_END_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Loops whose ring is kept: the kernel may still write into their memory. */
    private static final Queue<UringLoop> NEVER_FREED = new ConcurrentLinkedQueue<>();

    private final Waiting waiting = new Waiting();
    private final IoHandler ring;
    private final HeldMemory held;
    private final ArrayDeque<UringReceiver> withoutBuffers = new ArrayDeque<>();
    private final List<UringListener> listeners = new ArrayList<>();
    private final RingOwner owner = new RingOwner();
    private @Nullable ProvidedBuffers provided;
    private @Nullable IOException broken;
    private int completions;
    private int underWay;
    private boolean closed;

    UringLoop(String threadName, NanoClock clock, Quota heldBytes) throws IOException {
        super(threadName, clock);
        this.held = new HeldMemory(UringLoop::newChunk, heldBytes);
        IoUringIoHandlerConfig config =
                new IoUringIoHandlerConfig().setRingSize(RING_SIZE).setCqSize(COMPLETION_RING_SIZE);
        try {
            this.ring = IoUringIoHandler.newFactory(config).newHandler(owner);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            throw new IOException("io_uring_setup: " + e.getMessage(), e);
        }
    }

    private static Chunk newChunk(int capacity) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(capacity);
        return new Chunk(bytes, Buffer.memoryAddress(bytes));
    }

    /** An operation of a socket is given to the kernel. */
    void begun() {
        underWay++;
    }

    /** One is through. */
    void ended() {
        underWay--;
    }

    IoRegistration register(IoUringIoHandle handle) {
        try {
            return ring.register(handle);
        } catch (Exception e) {
            throw new IllegalStateException(this + ": a ring that is being taken down takes no descriptors", e);
        }
    }

    HeldMemory held() {
        return held;
    }

    ProvidedBuffers provided() {
        if (provided == null) {
            throw new IllegalStateException(this + " is not enabled yet");
        }
        return provided;
    }

    void giveBack(Chunk chunk) {
        if (chunk instanceof ProvidedChunk back) {
            provided().giveBack(back);
        } else {
            held.giveBack(chunk);
        }
    }

    /** Moves what is to stay for longer than a turn out of the provided buffers. */
    Chunk keep(Chunk chunk) {
        if (!(chunk instanceof ProvidedChunk back)) {
            return chunk;
        }
        Chunk kept = held.take(chunk.length());
        kept.append(chunk);
        provided().giveBack(back);
        return kept;
    }

    void whenBuffersAreBack(UringReceiver receiver) {
        withoutBuffers.add(receiver);
    }

    @Override
    protected void poll(long timeoutNanos) throws IOException {
        if (provided().isLow() || !withoutBuffers.isEmpty()) {
            provided().restock();
            for (int left = withoutBuffers.size(); left > 0; left--) {
                withoutBuffers.remove().buffersAreBack();
            }
        }
        waiting.timeoutNanos = timeoutNanos;
        completions = 0;
        try {
            int ignored = ring.run(waiting);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (broken != null) {
            throw broken;
        }
    }

    /** Nothing can be carried any more. */
    void breakWith(IOException cause) {
        broken = cause;
    }

    @Override
    protected void begin() {
        owner.becomesThisThread();
        ring.initialize();
        provided = new ProvidedBuffers(this);
    }

    /** Reads the clock before the first completion of a turn, and in a long turn again. */
    void turnSometimes() {
        if (completions++ % COMPLETIONS_A_CLOCK_READING == 0) {
            turn();
        }
    }

    IOException unexpected(Throwable thrown) {
        RelayLog.log(Level.ERROR, this + ": serving a connection threw; that connection is closed", thrown);
        return new IOException("serving the connection threw " + thrown, thrown);
    }

    @Override
    protected void wake() {
        ring.wakeup();
    }

    @Override
    public Listener listen(InetSocketAddress where, int backlog, Listener.Handler handler) throws IOException {
        NewSocket made = NewSocket.ofFirst(SocketAddresses.familiesToListen(where));
        SocketOptions options = new SocketOptions(made.descriptor());
        try {
            options.listen(where, made.family(), backlog, SocketPolicy.KEEP_ALIVE);
            UringListener listener = new UringListener(this, made.descriptor(), options.localAddress(), handler);
            listeners.add(listener);
            return listener;
        } catch (IOException | RuntimeException e) {
            options.closeNow();
            throw e;
        }
    }

    void forget(UringListener listener) {
        listeners.remove(listener);
    }

    @Override
    public Timer dial(InetSocketAddress to, @Nullable LocalEnd from, DialHandler handler) {
        return new UringDialing(this, to, from, handler).begin();
    }

    @Override
    public Pump pump(Transport from, Transport to, @Nullable ByteBuffer first, boolean ended, Pump.Handler handler) {
        UringPump pump = new UringPump(this, (UringTransport) from, (UringTransport) to, handler);
        pump.begin(first, ended);
        return pump;
    }

    @Override
    protected void closeSockets() {
        if (closed) {
            return;
        }
        closed = true;
        if (!owner.isKnown()) { // never started: whoever closes it enables it, since a ring ends only then
            owner.becomesThisThread();
            ring.initialize();
        }
        for (UringListener listener : List.copyOf(listeners)) {
            listener.close();
        }
        ring.prepareToDestroy(); // closes everything else
        awaitCompletions();
        if (underWay > 0) {
            RelayLog.log(
                    Level.ERROR,
                    this + ": " + underWay + " operations do not end; the ring and its memory are kept",
                    null);
            NEVER_FREED.add(this);
        } else {
            owner.destroy(ring);
        }
    }

    /**
     * A ring that ends with operations under way lets go of its sockets only later, and one that a thread of the kernel's
     * is busy with may still write into memory that is somebody else's by then. Netty waits for most.
     */
    private void awaitCompletions() {
        long deadline = System.nanoTime() + LONGEST_END_NANOS;
        waiting.timeoutNanos = END_CHECK_NANOS;
        while (underWay > 0 && deadline - System.nanoTime() > 0) {
            int ignored = ring.run(waiting);
        }
    }

    /** How long Netty's part may wait. */
    private static final class Waiting implements IoHandlerContext {
        private long timeoutNanos;

        @Override
        public boolean canBlock() {
            return timeoutNanos != 0;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return timeoutNanos;
        }

        @Override
        public long deadlineNanos() {
            return timeoutNanos < 0 ? -1 : Long.MAX_VALUE; // -1: none
        }
    }
}
