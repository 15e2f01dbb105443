package dev.lull.uring;

import dev.lull.proxy.relay.SocketLoop;
import java.util.concurrent.TimeUnit;

/**
 * Waits for a reset where nothing is received for now, since nobody else would notice one: behind the peer's end, and
 * while a receiver takes nothing.
 */
final class TroubleWatch {

    /** Long enough that a connection that is over anyway has been closed by then. */
    private static final long BEFORE_WATCHING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final UringLoop loop;
    private final RingSocket socket;
    private final Watched watched;
    private SocketLoop.Timer beginning = () -> {};
    private boolean watches;

    TroubleWatch(UringLoop loop, RingSocket socket, Watched watched) {
        this.loop = loop;
        this.socket = socket;
        this.watched = watched;
    }

    /** Whose connection it is. */
    interface Watched {
        /** Whether nothing is received still. */
        boolean isUnheard();

        /** The connection is broken. */
        void trouble();
    }

    /** Nothing is received here for now. */
    void beginSoon() {
        if (!watches) {
            watches = true;
            beginning = loop.schedule(BEFORE_WATCHING_NANOS, this::begin);
        }
    }

    private void begin() {
        if (!socket.isClosed() && watched.isUnheard()) {
            socket.submit(RingOperation.pollForTrouble(socket.descriptor()));
        } else {
            watches = false;
        }
    }

    /** The poll says something. */
    void completed(int result, boolean goesOn) {
        watches = goesOn;
        if (!socket.isClosed() && RingOperation.isBroken(result)) {
            watched.trouble();
        }
    }

    void cancel() {
        beginning.cancel();
    }
}
