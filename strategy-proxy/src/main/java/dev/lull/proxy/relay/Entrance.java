package dev.lull.proxy.relay;

import dev.lull.proxy.ProxyProtocol;
import dev.lull.proxy.RelayOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets connections in at the frontend, as long as there is room and the door does not make it pause. All of it on the
 * accepting loop's thread, except where said.
 */
final class Entrance implements Listener.Handler {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Relay relay;
    private final RelayOptions options;
    private final PeerRules peers;
    private final Counts counts;
    private final SocketLoop accepting;
    private final Listener listener;
    private final int limit;
    private final OccasionalLog limits = new OccasionalLog(Level.WARNING);
    private final DescriptorReserve reserve = new DescriptorReserve();

    /** Those inside; changed by any thread. */
    private final AtomicInteger admitted = new AtomicInteger();

    private volatile boolean full;
    private volatile boolean backingOff;
    private boolean pausedByDoor;
    private boolean closed;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    /** Listens, and accepts nothing yet. */
    Entrance(Relay relay, InetSocketAddress frontend, SocketLoop accepting) throws IOException {
        this.relay = relay;
        this.options = relay.options();
        this.peers = relay.peers();
        this.counts = relay.counts();
        this.accepting = accepting;
        this.limit = options.maxConnections().orElseGet(DescriptorLimit::connections);
        this.listener = options.inheritedListener().isPresent()
                ? accepting.listenAtInherited(options.inheritedListener().getAsInt(), this)
                : accepting.listen(frontend, options.backlog(), this);
    }

    void begin() {
        reserve.fill();
        updateListener();
    }

    /** From any thread. */
    InetSocketAddress local() {
        return listener.local();
    }

    /** Whether whoever queues is not lost when this is closed, because somebody else has the socket as well. */
    boolean isOutlivedByItsQueue() {
        return options.inheritedListener().isPresent();
    }

    OptionalInt descriptor() {
        return closed ? OptionalInt.empty() : listener.descriptor();
    }

    @Override
    public void accepted(Listener.Accepted accepted) {
        try {
            letIn(accepted);
        } catch (RuntimeException | Error e) { // before there was a session
            counts.restartIdleTime();
            RelayLog.log(Level.ERROR, "letting a connection in threw, it is reset", e);
            accepted.reset();
        }
    }

    private void letIn(Listener.Accepted accepted) {
        pauseNanos = FIRST_PAUSE_NANOS;
        InetSocketAddress peer = accepted.remote();
        if (peers.refuses(peer)) {
            relay.refused("connection from " + peer, PeerRules.REFUSED);
            accepted.reset();
            return;
        }
        if (options.proxyProtocol().accept() == ProxyProtocol.Accept.REQUIRED && !peers.trusts(peer)) {
            relay.refused(
                    "connection from " + peer,
                    "it is not one of the senders whose PROXY protocol headers are believed, " + peers.trusted()
                            + " (--proxy-protocol-from)");
            accepted.reset();
            return;
        }
        if (admitted.get() >= limit) { // only if those beyond the limit do not wait
            limits.say("connection from " + peer + " refused: " + limit
                    + " are open, as many as may be (the limit of connections)");
            accepted.reset();
            return;
        }
        relay.admit(accepted);
        if (admitted.get() >= limit && options.overLimit() == RelayOptions.OverLimit.WAIT) {
            full = true;
            limits.say(
                    limit + " connections are open, as many as may be (the limit of connections): the next ones wait");
            updateListener();
            noLongerFull(); // if one closed before it could see that somebody waits for it
        }
    }

    /** Somebody takes a place inside. */
    void entered() {
        admitted.incrementAndGet();
    }

    /** Somebody leaves. From any thread; answers whether {@link #noLongerFull()} is to follow. */
    boolean left() {
        return admitted.decrementAndGet() < limit && full;
    }

    void noLongerFull() {
        if (full && admitted.get() < limit) {
            counts.restartIdleTime(); // until now somebody may have waited
            full = false;
            updateListener();
        }
    }

    @Override
    public void acceptFailed(IOException cause) {
        reserve.close();
        counts.restartIdleTime(); // somebody is there who is not counted: that is no idleness
        relay.warn("cannot accept on " + listener.local() + ", trying again in "
                + TimeUnit.NANOSECONDS.toMillis(pauseNanos) + " ms: " + cause.getMessage());
        backingOff = true;
        SocketLoop.Timer ignored = accepting.schedule(pauseNanos, () -> {
            counts.restartIdleTime();
            backingOff = false;
            if (!closed) {
                reserve.fill();
                updateListener();
            }
        });
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }

    /**
     * Whether nobody is let in now, because as many are inside as may be, or for want of descriptors. Somebody may wait
     * then whom the counts do not know. From any thread.
     */
    boolean admitsNobody() {
        return full || backingOff;
    }

    /**
     * Lets everybody in who is connected by now, also where the door made it pause.
     *
     * @param then called once when that is done, before anybody else is let in
     */
    void takeQueued(Runnable then) {
        try {
            pauseByDoor(false);
            listener.takeQueued(mostQueued(), then);
        } catch (RuntimeException | Error e) { // nobody knows who still queues
            RelayLog.log(Level.ERROR, "taking whoever queues threw", e);
            counts.restartIdleTime();
            then.run();
        }
    }

    /** The kernel queues one more than the backlog (sk_acceptq_is_full in include/net/sock.h). */
    private int mostQueued() {
        return (int) Math.min(options.backlog() + 1L, Integer.MAX_VALUE);
    }

    void pauseByDoor(boolean pauses) {
        pausedByDoor = pauses;
        updateListener();
    }

    private void updateListener() {
        if (pausedByDoor || full || backingOff || closed) {
            listener.pause();
        } else {
            listener.resume();
        }
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        reserve.close();
        listener.close();
    }
}
