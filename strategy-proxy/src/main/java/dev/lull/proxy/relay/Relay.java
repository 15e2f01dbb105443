package dev.lull.proxy.relay;

import dev.lull.Door;
import dev.lull.NanoClock;
import dev.lull.proxy.RelayOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts, within the limit and while the door is open, and puts each connection on one of its loops. The first loop
 * accepts. Safe for use by any thread, except where said.
 */
final class Relay implements Listener.Handler, Door, AutoCloseable {

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
    private final Place[] places;
    private final EventLoop accepting;
    private final Listener listener;
    private final AtomicInteger admitted = new AtomicInteger();
    private final Set<Session>[] sessions;
    private volatile boolean full;
    private volatile boolean closed;

    // For the accepting loop's thread alone.
    private boolean doorShut;
    private boolean backingOff;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long lastId;
    private final DescriptorReserve reserve = new DescriptorReserve();

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a generic type
    Relay(
            DataPath dataPath,
            int loops,
            InetSocketAddress frontend,
            InetSocketAddress service,
            RelayOptions options,
            NanoClock clock)
            throws IOException {
        RelayLog.prepare();
        this.service = service;
        this.options = options;
        this.peers = new PeerRules(options.refuse(), options.ignore());
        this.limit = options.maxConnections() > 0 ? options.maxConnections() : DescriptorLimit.connections();
        this.counts = new Counts(clock);
        this.resolver = new Resolver(service, new OwnFrontend(frontend));
        this.places = new Place[loops];
        this.sessions = new Set[loops];
        try {
            for (int i = 0; i < loops; i++) {
                places[i] = new Place(dataPath.newLoop("lull-proxy-" + i, clock), i);
                sessions[i] = new HashSet<>();
            }
            this.accepting = places[0].loop;
            this.listener = accepting.listen(frontend, options.backlog(), this);
        } catch (IOException | RuntimeException e) {
            closeLoops();
            throw e;
        }
    }

    /** Admits connections from now on. Once only. */
    void start() {
        for (Place place : places) {
            place.loop.start();
        }
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
        pauseNanos = FIRST_PAUSE_NANOS;
        if (peers.refuses(accepted.remote())) {
            refused("connection from " + accepted.remote());
            accepted.reset();
            return;
        }
        if (admitted.get() >= limit) { // only if those beyond the limit do not wait
            limits.say("connection from " + accepted.remote() + " refused: " + limit
                    + " are open, as many as may be (the limit of connections)");
            accepted.reset();
            return;
        }
        int inside = admitted.incrementAndGet();
        admit(accepted);
        if (inside >= limit && options.overLimit() == RelayOptions.OverLimit.WAIT) {
            full = true;
            limits.say(
                    limit + " connections are open, as many as may be (the limit of connections): the next ones wait");
            updateListener();
            if (admitted.get() < limit) { // one closed before it could see that somebody waits for it
                full = false;
                updateListener();
            }
        }
    }

    private void admit(Listener.Accepted accepted) {
        Place place = Place.leastBusy(places);
        place.sessions.incrementAndGet();
        Session session = new Session(this, place, accepted, ++lastId, accepting.nowNanos());
        counts.undecided(session);
        if (options.acceptProxy() == RelayOptions.AcceptProxy.OFF && !peers.ignores(accepted.remote())) {
            counts.opened(session);
        }
        if (place.loop == accepting) {
            try {
                begin(session);
            } catch (RuntimeException | Error e) {
                RelayLog.log(Level.ERROR, session + ": a mistake of ours, it is closed", e);
                session.reset();
            }
        } else if (!place.loop.execute(() -> begin(session))) {
            accepted.reset();
            finished(session);
        }
    }

    private void begin(Session session) {
        if (closed) {
            session.resetBeforeBegin();
            return;
        }
        sessions[session.place().index].add(session);
        session.begin();
    }

    /** A session is over; on its loop's thread. */
    void finished(Session session) {
        sessions[session.place().index].remove(session);
        session.place().sessions.decrementAndGet();
        counts.closed(session);
        if (admitted.decrementAndGet() < limit && full) {
            onAcceptingLoop(() -> {
                if (admitted.get() < limit) {
                    full = false;
                    updateListener();
                }
            });
        }
    }

    @Override
    public void acceptFailed(IOException cause) {
        reserve.close();
        counts.knocked(); // somebody is there who is not counted: that is no idleness
        warn("cannot accept on " + listener.local() + ", trying again in " + TimeUnit.NANOSECONDS.toMillis(pauseNanos)
                + " ms: " + cause.getMessage());
        backingOff = true;
        EventLoop.Timer ignored = accepting.schedule(pauseNanos, () -> {
            backingOff = false;
            reserve.fill();
            updateListener();
        });
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
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
     * <p>Who calls it and reads the counts afterwards misses nobody. Connections are admitted and counted on the accepting
     * loop's thread alone, in one step, and the task below runs there between two such steps: before it, whoever is
     * admitted is counted when it runs; after it, nobody is admitted. A connection whose header is still awaited was
     * remembered as undecided in that same step, and counts from here on. The caller goes on only when the task is done, and
     * sees what it did. If the loop broke instead, its {@link EventLoop#failure()} was set before it took no more
     * tasks, so that the reading says unreadable.
     *
     * <p>A listener on another one of the relay's own threads cannot wait: it is called under the lock that the accepting
     * loop may need. For it the door is shut soon after, and its own look may miss somebody who is being admitted. The
     * watcher does not do so: its listener only wakes it, and it shuts the door and looks on its own thread.
     */
    @Override
    public void shut() {
        CountDownLatch shut = new CountDownLatch(1);
        Runnable task = () -> {
            doorShut = true;
            updateListener();
            counts.decideAll();
            shut.countDown();
        };
        if (accepting.inLoop()) {
            task.run();
        } else if (accepting.execute(task) && !onOwnThread()) {
            Uninterruptibly.await(shut::await);
        }
    }

    @Override
    public void open() {
        onAcceptingLoop(() -> {
            doorShut = false;
            updateListener();
        });
    }

    private boolean onOwnThread() {
        for (Place place : places) {
            if (place.loop.inLoop()) {
                return true;
            }
        }
        return false;
    }

    /** Resets what is open, and frees everything. */
    @Override
    public void close() {
        closed = true;
        onAcceptingLoop(() -> {
            reserve.close();
            listener.close();
        });
        for (Place place : places) {
            boolean ignored =
                    place.loop.execute(() -> Set.copyOf(sessions[place.index]).forEach(Session::reset));
        }
        closeLoops();
    }

    private void closeLoops() {
        for (Place place : places) {
            if (place != null) {
                place.loop.close();
            }
        }
        resolver.close();
    }

    /** What broke, if something did. */
    Optional<String> failure() {
        for (Place place : places) {
            Optional<String> failure = place.loop.failure();
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    Place[] places() {
        return places;
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
