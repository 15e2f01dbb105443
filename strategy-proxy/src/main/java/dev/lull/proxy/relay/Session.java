package dev.lull.proxy.relay;

import dev.lull.Connection;
import dev.lull.Testimony.Sighting;
import dev.lull.proxy.ProxyProtocol;
import dev.lull.proxy.header.ProxyHeader;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One relayed connection: its header, if peers send one; the dialling, while the client is held; then the two directions
 * until both are done. All of it on its loop's thread, except where said.
 */
final class Session implements HeaderReader.Handler, Dialer.Handler, EarlyBytes.Handler {

    private final Relay relay;
    private final RelayLoop home;
    private final GuardedLoop loop;
    private final Listener.Accepted accepted;
    private final long id;
    private final long dismissalsBefore;
    private final SessionSockets sockets;
    private final SessionTraffic traffic;
    private final Silence silence;
    private final Direction toService = new Direction(this, true);
    private final Direction toClient = new Direction(this, false);
    private volatile InetSocketAddress remote;
    private volatile long sinceNanos;
    private final Origin origin;
    private @Nullable ProxyHeader header;
    private @Nullable EarlyBytes early;
    private @Nullable Runnable waiting;
    private boolean delivering;
    private boolean done;

    Session(Relay relay, RelayLoop home, Listener.Accepted accepted, long id, long nowNanos) {
        this.relay = relay;
        this.home = home;
        this.loop = new GuardedLoop(home.loop, this::broke);
        this.accepted = accepted;
        this.id = id;
        this.dismissalsBefore = relay.held().dismissals();
        this.remote = accepted.remote();
        this.sinceNanos = nowNanos;
        this.sockets = new SessionSockets(accepted);
        this.origin = relay.origins().forClient(accepted.remote());
        this.traffic = new SessionTraffic(new TrafficCounter(nowNanos), home.traffic);
        this.silence = new Silence(loop, traffic.own(), sockets::delivery, this::silentFor);
    }

    long id() {
        return id;
    }

    RelayLoop home() {
        return home;
    }

    /** The connection to the client as the kernel knows it, whatever a header says. */
    Sighting toClient() {
        return new Sighting(accepted.local(), accepted.remote());
    }

    /** How often everybody who was held had been sent away when it was let in. */
    long dismissalsBefore() {
        return dismissalsBefore;
    }

    boolean isDone() {
        return done;
    }

    /** Called under the lock of {@link Counts}. */
    void countedSince(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /** From any thread. */
    Connection toConnection() {
        long last = traffic.own().lastActivityNanos();
        long since = sinceNanos;
        return new Connection(
                id,
                accepted.local(),
                remote,
                since,
                OptionalLong.of(last - since > 0 ? last : since),
                Optional.of(traffic.own().traffic()));
    }

    /** Runs what belongs to the session; whatever it throws ends the session, and nothing else. */
    void guard(Runnable entry) {
        loop.run(entry);
    }

    /** A mistake of ours, or no memory. What was begun must not go on half-way. Throws nothing. */
    private void broke(Throwable thrown) {
        try {
            reset();
        } catch (RuntimeException | Error e) { // it is over all the same
            if (e != thrown) {
                thrown.addSuppressed(e);
            }
        }
        RelayLog.log(Level.ERROR, "connection " + id + " from " + remote + ": serving it threw, it is reset", thrown);
    }

    void begin() {
        try {
            sockets.attachClient(home.loop);
        } catch (IOException e) {
            relay.warn(this + ": " + e.getMessage());
            finish();
            return;
        }
        ProxyProtocol headers = relay.options().proxyProtocol();
        if (relay.awaitsHeaderOf(remote)) {
            boolean optional = headers.accept() == ProxyProtocol.Accept.OPTIONAL;
            HeaderReader reader = new HeaderReader(loop, sockets.client(), optional, this);
            waiting = reader::cancel;
            reader.begin(headers.headerTimeout().toNanos());
        } else {
            decide(false);
            serve(new EarlyBytes(loop, sockets.client(), this));
        }
    }

    /** Whether it counts, now that it is known whose it is. */
    private void decide(boolean saysItIsNobodys) {
        if (saysItIsNobodys || relay.peers().ignores(remote)) {
            traffic.countsForNothing();
            relay.counts().ignored(this);
        } else {
            relay.counts().opened(this);
        }
    }

    @Override
    public void header(Optional<ProxyHeader> found, ByteBuffer rest, boolean ended) {
        found.ifPresent(said -> {
            header = said;
            said.ends().ifPresent(ends -> remote = ends.client());
        });
        if (relay.peers().refuses(remote)) {
            relay.refused(toString(), PeerRules.REFUSED);
            traffic.countsForNothing();
            reset();
            return;
        }
        decide(found.isPresent() && found.get().kind() == ProxyHeader.Kind.LOCAL);
        EarlyBytes bytes = new EarlyBytes(loop, sockets.client(), this);
        bytes.add(rest, ended);
        serve(bytes);
    }

    @Override
    public void noHeader(String reason) {
        relay.warn(this + ": " + reason + "; it is closed");
        traffic.countsForNothing();
        sockets.willResetClient();
        finish();
    }

    /** Dials, or holds the client until the service may be dialled. */
    private void serve(EarlyBytes bytes) {
        early = bytes;
        if (relay.held().hold(this)) {
            waiting = () -> relay.held().leaves(this);
            bytes.watch();
        } else {
            dial();
        }
    }

    /** At once, or when the client is held no more. */
    void dial() {
        Dialer dialer = new Dialer(
                loop, relay.resolver(), origin, relay.options().connectTimeout().toNanos(), this);
        waiting = dialer::cancel;
        dialer.begin();
    }

    @Override
    public void notYet() {
        early().watch();
    }

    @Override
    public void clientFailed(IOException cause) {
        sockets.willResetClient();
        finish();
    }

    /**
     * Only his own direction has ended: he may wait for an answer still. Most have left, though, such as health checks do,
     * and of those who wake nobody too many would come together.
     */
    @Override
    public void clientEnded() {
        if (relay.held().holds(this) && !traffic.counts()) {
            finish();
        }
    }

    @Override
    public void gaveUp(IOException lastCause) {
        relay.warn(this + ": the service at " + relay.service() + " could not be reached within "
                + relay.options().connectTimeout() + ", the client is reset: " + lastCause.getMessage());
        sockets.willResetClient();
        finish();
    }

    @Override
    public void dialled(Transport to) {
        waiting = null;
        sockets.attachService(to);
        EarlyBytes bytes = early();
        early = null;
        bytes.stop();
        ByteBuffer told = ServiceHeader.of(relay.options().proxyProtocol().send(), header, remote, accepted.local());
        toService.uncounted(told == null ? 0 : told.remaining());
        Transport from = sockets.client();
        silence.begin(relay.options().connectionIdleTimeout()); // a client that is held is not silent of its own will
        silence.untilFirstByte(relay.options().firstByteTimeout());
        toService.begin(from, to, bytes.after(told), bytes.atEnd());
        if (!done && !delivering && !toClient.isOver()) {
            toClient.begin(to, from, null, false);
        }
    }

    SocketLoop loop() {
        return loop;
    }

    void moved(boolean in, int bytes) {
        silence.broken();
        traffic.moved(in, bytes, home.loop.nowNanos());
    }

    /** A direction is through to its end: the end is passed on, and the other direction goes on alone. */
    void directionEnded(Direction direction) {
        if (toService.isOver() && toClient.isOver()) {
            finishOnceDelivered();
        } else if (direction == toService) {
            sockets.service().shutdownOutput();
        } else {
            sockets.client().shutdownOutput();
        }
    }

    /** A source was reset: its peer learns the same way, behind what was sent before. */
    void sourceFailed(Direction direction) {
        sockets.willResetBoth();
        finishOnceDelivered();
    }

    /**
     * A receiver takes nothing more. What it sent before is still on its way to the other side, which is reset only
     * after that.
     */
    void sinkFailed(Direction direction) {
        if (direction == toService) {
            sockets.willResetClient();
        } else {
            sockets.willResetService();
        }
        if (toService.isOver() && toClient.isOver()) {
            finishOnceDelivered();
        }
    }

    /** Nothing more is moved. Who is to be reset gets first what the kernel still has for him, and is open until then. */
    private void finishOnceDelivered() {
        delivering = true;
        toService.stop();
        toClient.stop();
        waiting = FinalDelivery.await(loop, sockets.toBeReset(), this::finish)::cancel;
    }

    /** Nothing was said for too long. */
    private void silentFor(String what) {
        relay.info(this + ": " + what + ", it is reset");
        reset();
    }

    /** Ends it at once, both ways; also before it has begun. */
    void reset() {
        sockets.willResetBoth();
        finish();
    }

    private void finish() {
        if (done) {
            return;
        }
        done = true;
        try {
            callOff();
        } finally { // whatever throws, nothing stays open, and nobody is counted for ever
            try {
                sockets.end();
            } finally {
                origin.over();
                relay.finished(this);
            }
        }
    }

    private void callOff() {
        silence.cancel();
        if (waiting != null) {
            waiting.run();
        }
        toService.stop();
        toClient.stop();
    }

    private EarlyBytes early() {
        EarlyBytes bytes = early;
        if (bytes == null) {
            throw new IllegalStateException("a callback came in the wrong state");
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "connection " + id + " from " + remote;
    }
}
