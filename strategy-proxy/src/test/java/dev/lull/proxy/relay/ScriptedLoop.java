package dev.lull.proxy.relay;

import dev.lull.NanoClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A loop without a network: who is dialled answers as the test says, and it breaks when the test says so. */
final class ScriptedLoop extends LoopThread implements DataPath {

    final List<InetSocketAddress> dialled = new CopyOnWriteArrayList<>();
    volatile boolean socketsClosed;
    volatile Listener.@Nullable Handler acceptor;

    /** What the ends of connections are made of. */
    volatile Supplier<? extends Transport> transports = NoTransport::new;

    /** Thrown when a connection is put on the loop, when somebody is dialled, and when bytes are to be moved. */
    volatile @Nullable Error attachFault;

    volatile @Nullable Error dialFault;
    volatile @Nullable Error pumpFault;

    /** What happens when its sockets are closed. */
    volatile Runnable whenItEnds = () -> {};

    final List<Pump.Handler> pumps = new CopyOnWriteArrayList<>();
    private final AtomicInteger acceptedResets = new AtomicInteger();
    private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();
    private final Semaphore woken = new Semaphore(0);
    private final Network network;
    private volatile @Nullable IOException failure;
    private volatile @Nullable Error error;

    ScriptedLoop(Network network) {
        this("scripted-loop", network);
    }

    ScriptedLoop(String name, Network network) {
        super(name, NanoClock.system());
        this.network = network;
    }

    private static void throwIfAny(@Nullable Error fault) {
        if (fault != null) {
            throw fault;
        }
    }

    /** How many connections were reset before they were anybody's. */
    int acceptedResets() {
        return acceptedResets.get();
    }

    /** What becomes of dialling. */
    interface Network {
        Answer dial(InetSocketAddress to);
    }

    enum Answer {
        CONNECTS,
        CONNECTS_LATE,
        REFUSES,
        SAYS_NOTHING
    }

    @Override
    public String description() {
        return "scripted";
    }

    @Override
    public SocketLoop newLoop(String threadName, NanoClock clock) {
        return this;
    }

    void breakWith(IOException cause) {
        failure = cause;
        wake();
    }

    void breakWith(Error cause) {
        error = cause;
        wake();
    }

    @Override
    protected void poll(long timeoutNanos) throws IOException {
        try {
            if (timeoutNanos < 0) {
                woken.acquire();
            } else if (woken.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        turn();
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            next.run(); // what it throws breaks the loop, as it does where sockets are served
        }
        if (failure != null) {
            throw failure;
        }
        if (error != null) {
            throw error;
        }
    }

    @Override
    protected void wake() {
        woken.release();
    }

    @Override
    protected void closeSockets() {
        whenItEnds.run();
        socketsClosed = true;
    }

    @Override
    public Timer dial(InetSocketAddress to, @Nullable LocalEnd from, DialHandler handler) {
        throwIfAny(dialFault);
        dialled.add(to);
        boolean[] calledOff = {false};
        switch (network.dial(to)) {
            case CONNECTS -> handler.connected(transports.get());
            case CONNECTS_LATE -> {
                Transport late = transports.get();
                later.add(() -> handler.connected(late));
                wake();
            }
            case REFUSES ->
                schedule(0, () -> {
                    if (!calledOff[0]) {
                        handler.failed(new IOException("connect to " + to + ": refused"));
                    }
                });
            case SAYS_NOTHING -> {}
        }
        return () -> calledOff[0] = true;
    }

    @Override
    public Pump pump(Transport from, Transport to, @Nullable ByteBuffer first, boolean ended, Pump.Handler handler) {
        throwIfAny(pumpFault);
        pumps.add(handler);
        return () -> {};
    }

    @Override
    public Listener listen(InetSocketAddress where, int backlog, Listener.Handler handler) {
        acceptor = handler;
        return new Listener() {
            @Override
            public InetSocketAddress local() {
                return where;
            }

            @Override
            public void resume() {}

            @Override
            public void pause() {}

            @Override
            public void takeQueued(int most, Runnable then) {
                then.run();
            }

            @Override
            public OptionalInt descriptor() {
                return OptionalInt.empty();
            }

            @Override
            public void close() {}
        };
    }

    /** A client comes. */
    void accept(InetSocketAddress client, InetSocketAddress local) {
        Listener.Handler handler = Objects.requireNonNull(acceptor, "nobody listens yet");
        boolean ignored = execute(() -> handler.accepted(new Listener.Accepted() {
            @Override
            public InetSocketAddress local() {
                return local;
            }

            @Override
            public InetSocketAddress remote() {
                return client;
            }

            @Override
            public Transport attach(SocketLoop loop) {
                ScriptedLoop its = (ScriptedLoop) loop;
                throwIfAny(its.attachFault);
                return its.transports.get();
            }

            @Override
            public void reset() {
                acceptedResets.incrementAndGet();
            }
        }));
    }

    /** A connection on which nothing happens. */
    static class NoTransport implements Transport {
        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress(1);
        }

        @Override
        public void receive(ByteBuffer into, ReceiveHandler handler) {}

        @Override
        public void stopReceiving() {}

        @Override
        public void shutdownOutput() {}

        @Override
        public void close() {}

        @Override
        public void reset() {}
    }
}
