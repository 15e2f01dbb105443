package dev.lull.proxy.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A loop as one session sees it. Whatever calls into the session comes through here (tasks, timers, dialling, pumps, what
 * is received), and what the session throws then ends that session and nothing else: not its loop, nor whoever dialled or
 * resolved for it. A session that was left half-way instead would count as open for ever, and could hand the client's
 * bytes on without the header that says whose they are.
 */
final class GuardedLoop implements SocketLoop {

    private final SocketLoop loop;
    private final Consumer<Throwable> broken;

    /**
     * Makes it for one session.
     *
     * @param broken ends the session; called on the loop's thread, with what was thrown
     */
    GuardedLoop(SocketLoop loop, Consumer<Throwable> broken) {
        this.loop = loop;
        this.broken = broken;
    }

    /** Runs what belongs to the session. Throws nothing. */
    void run(Runnable entry) {
        try {
            entry.run();
        } catch (RuntimeException | Error e) {
            broken.accept(e);
        }
    }

    /** The same handler, guarded. */
    Transport.ReceiveHandler guarded(Transport.ReceiveHandler handler) {
        return new GuardedReceiving(handler);
    }

    @Override
    public boolean execute(Runnable task) {
        return loop.execute(() -> run(task));
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        return loop.schedule(delayNanos, () -> run(task));
    }

    @Override
    public Timer dial(InetSocketAddress to, @Nullable LocalEnd from, DialHandler handler) {
        return loop.dial(to, from, new GuardedDialling(handler));
    }

    @Override
    public Pump pump(Transport from, Transport to, @Nullable ByteBuffer first, boolean ended, Pump.Handler handler) {
        return loop.pump(from, to, first, ended, new GuardedPumping(handler));
    }

    @Override
    public boolean inLoop() {
        return loop.inLoop();
    }

    @Override
    public long nowNanos() {
        return loop.nowNanos();
    }

    @Override
    public Optional<String> failure() {
        return loop.failure();
    }

    @Override
    public void start() {
        throw notASessions();
    }

    @Override
    public Listener listen(InetSocketAddress where, int backlog, Listener.Handler handler) {
        throw notASessions();
    }

    @Override
    public void close() {
        throw notASessions();
    }

    private static UnsupportedOperationException notASessions() {
        return new UnsupportedOperationException("a session neither starts nor ends its loop, nor listens");
    }

    private final class GuardedReceiving implements Transport.ReceiveHandler {
        private final Transport.ReceiveHandler handler;

        private GuardedReceiving(Transport.ReceiveHandler handler) {
            this.handler = handler;
        }

        @Override
        public void received(int count) {
            run(() -> handler.received(count));
        }

        @Override
        public void ended() {
            run(handler::ended);
        }

        @Override
        public void failed(IOException cause) {
            run(() -> handler.failed(cause));
        }
    }

    private final class GuardedDialling implements DialHandler {
        private final DialHandler handler;

        private GuardedDialling(DialHandler handler) {
            this.handler = handler;
        }

        @Override
        public void connected(Transport transport) {
            try {
                handler.connected(transport);
            } catch (RuntimeException | Error e) {
                broken.accept(e);
                transport.reset(); // it may not have become the session's own
            }
        }

        @Override
        public void failed(IOException cause) {
            run(() -> handler.failed(cause));
        }
    }

    private final class GuardedPumping implements Pump.Handler {
        private final Pump.Handler handler;

        private GuardedPumping(Pump.Handler handler) {
            this.handler = handler;
        }

        /** Not guarded: the pump is in the midst of a chunk, and its loop has it fail when it is out of there. */
        @Override
        public void moved(int bytes) {
            handler.moved(bytes);
        }

        @Override
        public void ended() {
            run(handler::ended);
        }

        @Override
        public void failed(Pump.Side side, IOException cause) {
            run(() -> handler.failed(side, cause));
        }
    }
}
