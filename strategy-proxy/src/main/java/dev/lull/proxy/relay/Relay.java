package dev.lull.proxy.relay;

import dev.lull.MonitorTarget;
import dev.lull.NanoClock;
import dev.lull.proxy.ProxyProtocol;
import dev.lull.proxy.RelayOptions;
import dev.lull.spi.Threshold;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts, within the limit and while the door is open, and puts each connection on one of its loops. The first loop
 * accepts. Safe for use by any thread, except where said.
 */
final class Relay implements Listener.Handler, Threshold, AutoCloseable {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final InetSocketAddress service;
    private final RelayOptions options;
    private final PeerRules peers;
    private final int limit;
    private final Counts counts;
    private final Resolver resolver;
    private final OccasionalLog warnings = new OccasionalLog(Level.WARNING);
    private final OccasionalLog refusals = new OccasionalLog(Level.INFO);
    private final OccasionalLog limits = new OccasionalLog(Level.WARNING);
    private final RelayLoops loops;
    private final EventLoop accepting;
    private final Listener listener;
    private final AtomicInteger admitted = new AtomicInteger();
    private volatile boolean full;
    private volatile boolean backingOff;
    private volatile boolean closed;

    // For the accepting loop's thread alone.
    private boolean doorShut;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long lastId;
    private final DescriptorReserve reserve = new DescriptorReserve();

    Relay(DataPath dataPath, int numberOfLoops, MonitorTarget.Proxied target, RelayOptions options, NanoClock clock)
            throws IOException {
        RelayLog.prepare();
        this.service = target.service();
        this.options = options;
        this.peers = PeerRules.of(options);
        this.limit = options.maxConnections().orElseGet(DescriptorLimit::connections);
        this.counts = new Counts(clock);
        this.resolver = new Resolver(service, target::isFrontend);
        this.loops = new RelayLoops(dataPath, numberOfLoops, clock);
        this.accepting = loops.accepting();
        try {
            this.listener = accepting.listen(target.frontend(), options.backlog(), this);
        } catch (IOException | RuntimeException e) {
            closeLoops();
            throw e;
        }
    }

    /** Admits connections from now on. Once only. */
    void start() {
        loops.start();
        onAcceptingLoop(() -> {
            loadWhatShortageNeeds();
            reserve.fill();
            updateListener();
        });
    }

    /** Without descriptors a class file cannot be opened, and one that failed to load fails for ever. */
    private void loadWhatShortageNeeds() {
        accepting.schedule(0, () -> {}).cancel();
        List<Class<?>> ignored =
                List.of(FinalDelivery.class, Delivery.class, PatientReset.class, PatientReset.Ended.class);
    }

    private void onAcceptingLoop(Runnable task) {
        boolean ignored = accepting.execute(task); // once the loop is closed there is nothing to accept
    }

    @Override
    public void accepted(Listener.Accepted accepted) {
        try {
            letIn(accepted);
        } catch (RuntimeException | Error e) { // before there was a session
            counts.knocked();
            RelayLog.log(Level.ERROR, "letting a connection in threw, it is reset", e);
            accepted.reset();
        }
    }

    private void letIn(Listener.Accepted accepted) {
        pauseNanos = FIRST_PAUSE_NANOS;
        if (peers.refuses(accepted.remote())) {
            refused("connection from " + accepted.remote());
            accepted.reset();
            return;
        }
        if (options.proxyProtocol().accept() == ProxyProtocol.Accept.REQUIRED && !peers.trusts(accepted.remote())) {
            refusals.say("connection from " + accepted.remote() + " refused: it is not one of the senders whose PROXY"
                    + " protocol headers are believed, " + peers.trusted() + " (--proxy-protocol-from)");
            accepted.reset();
            return;
        }
        if (admitted.get() >= limit) { // only if those beyond the limit do not wait
            limits.say("connection from " + accepted.remote() + " refused: " + limit
                    + " are open, as many as may be (the limit of connections)");
            accepted.reset();
            return;
        }
        admit(accepted);
        if (admitted.get() >= limit && options.overLimit() == RelayOptions.OverLimit.WAIT) {
            full = true;
            limits.say(
                    limit + " connections are open, as many as may be (the limit of connections): the next ones wait");
            updateListener();
            noLongerFull(); // if one closed before it could see that somebody waits for it
        }
    }

    private void noLongerFull() {
        if (full && admitted.get() < limit) {
            counts.knocked(); // until now somebody may have waited
            full = false;
            updateListener();
        }
    }

    private void admit(Listener.Accepted accepted) {
        RelayLoop home = loops.leastBusy();
        Session session = new Session(this, home, accepted, ++lastId, accepting.nowNanos());
        home.load.incrementAndGet();
        admitted.incrementAndGet();
        session.guard(() -> count(session, accepted.remote()));
        if (home.loop == accepting) {
            begin(session);
        } else {
            session.guard(() -> handOver(session));
        }
    }

    private void count(Session session, InetSocketAddress peer) {
        if (awaitsHeaderOf(peer)) {
            counts.undecided(session);
        } else if (!peers.ignores(peer)) {
            counts.opened(session);
        }
    }

    /** Whether a peer that was let in is to say by a PROXY protocol header, or may say, whose connection it is. */
    boolean awaitsHeaderOf(InetSocketAddress peer) {
        return options.proxyProtocol().accept() != ProxyProtocol.Accept.OFF && peers.trusts(peer);
    }

    private void handOver(Session session) {
        if (!session.home().loop.execute(() -> begin(session))) {
            session.reset(); // its loop has just ended
        }
    }

    private void begin(Session session) {
        session.guard(() -> {
            if (closed) {
                session.reset();
            } else if (!session.isDone()) {
                session.home().sessions.add(session);
                session.begin();
            }
        });
    }

    /** A session is over; on its loop's thread, or on the accepting one's before it was handed over. Once each. */
    void finished(Session session) {
        RelayLoop home = session.home();
        if (home.loop.inLoop()) { // else it was never begun
            home.sessions.remove(session);
        }
        home.load.decrementAndGet();
        boolean room = admitted.decrementAndGet() < limit;
        try {
            counts.closed(session);
        } finally {
            if (room && full) {
                onAcceptingLoop(this::noLongerFull);
            }
        }
    }

    /**
     * Whether somebody may wait whom the counts do not know: the relay lets nobody in now, because as many are inside as
     * may be, or for want of descriptors.
     */
    boolean mayKeepSomebodyWaiting() {
        return full || backingOff;
    }

    @Override
    public void acceptFailed(IOException cause) {
        reserve.close();
        counts.knocked(); // somebody is there who is not counted: that is no idleness
        warn("cannot accept on " + listener.local() + ", trying again in " + TimeUnit.NANOSECONDS.toMillis(pauseNanos)
                + " ms: " + cause.getMessage());
        backingOff = true;
        EventLoop.Timer ignored = accepting.schedule(pauseNanos, () -> {
            counts.knocked();
            backingOff = false;
            reserve.fill();
            updateListener();
        });
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }

    /** Whether a peer who is not let in yet would count, as far as its own address says. */
    boolean mayCount(InetSocketAddress peer) {
        boolean named = awaitsHeaderOf(peer); // whoever is behind it
        return !peers.refuses(peer) && (named || !peers.ignores(peer));
    }

    private void updateListener() {
        if (doorShut || full || backingOff || closed) {
            listener.pause();
        } else {
            listener.resume();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Who calls it and reads the counts afterwards misses nobody whose connect had returned before. Such a client may
     * still stand in the kernel's queue, so whoever queues is let in and counted first, and only then does the listener
     * pause: no more than the queue can hold, so that a flood cannot keep the door open. Where the relay lets nobody in
     * the reading says {@linkplain #mayKeepSomebodyWaiting that somebody may wait}. Connections are admitted and counted
     * on the accepting loop's thread alone, in one step; one whose header is still awaited was remembered as undecided in
     * that same step, and counts from here on. The caller goes on only when that is done, and sees what it did. If the
     * loop broke instead, its {@link EventLoop#failure()} was set before, so that the reading says unreadable.
     *
     * <p>On one of the relay's own threads, as a listener of {@link RelayMonitor#subscribeToUse} has it, nobody can wait:
     * for it the door is shut soon after, and its own look may miss somebody who is being admitted. The watcher does not
     * do so: its listener only wakes it, and it shuts the door and looks on its own thread.
     */
    @Override
    public void hold(Duration atMost) {
        CountDownLatch shut = new CountDownLatch(1);
        Runnable whenQueueIsTaken = () -> {
            updateListener(); // which opens it if somebody has asked for that meanwhile
            counts.decideAll();
            shut.countDown();
        };
        Runnable task = () -> {
            doorShut = true;
            try {
                listener.takeQueued(mostQueued(), whenQueueIsTaken);
            } catch (RuntimeException | Error e) { // nobody knows who still queues
                RelayLog.log(Level.ERROR, "taking whoever queues threw", e);
                counts.knocked();
                whenQueueIsTaken.run();
            }
        };
        if (accepting.inLoop()) {
            task.run();
        } else if (accepting.execute(task) && !loops.isOwnThread()) {
            Uninterruptibly.await(shut::await);
        }
    }

    /** The kernel queues one more than the backlog (sk_acceptq_is_full in include/net/sock.h). */
    private int mostQueued() {
        return (int) Math.min(options.backlog() + 1L, Integer.MAX_VALUE);
    }

    @Override
    public void keep() {
        // held until it is released
    }

    @Override
    public Optional<String> occupied() {
        return Optional.empty();
    }

    @Override
    public void release() {
        onAcceptingLoop(() -> {
            doorShut = false;
            updateListener();
        });
    }

    /** Resets what is open, and frees everything. */
    @Override
    public void close() {
        closed = true;
        onAcceptingLoop(() -> {
            reserve.close();
            listener.close();
        });
        loops.resetAll();
        closeLoops();
    }

    private void closeLoops() {
        loops.close();
        resolver.close();
    }

    RelayLoops loops() {
        return loops;
    }

    Counts counts() {
        return counts;
    }

    RelayOptions options() {
        return options;
    }

    PeerRules peers() {
        return peers;
    }

    Resolver resolver() {
        return resolver;
    }

    InetSocketAddress service() {
        return service;
    }

    InetSocketAddress frontend() {
        return listener.local();
    }

    void warn(String message) {
        warnings.say(message);
    }

    void refused(String who) {
        refusals.say(who + " refused: its address is to be refused");
    }

    void info(String message) {
        RelayLog.log(Level.INFO, message, null);
    }
}
