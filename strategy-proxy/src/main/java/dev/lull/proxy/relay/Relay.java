package dev.lull.proxy.relay;

import dev.lull.NanoClock;
import dev.lull.proxy.ProxyProtocol;
import dev.lull.proxy.RelayOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Puts each connection that its {@link Entrance} lets in on one of its loops, until that connection is over. The first
 * loop accepts. Safe for use by any thread, except where said.
 */
final class Relay implements AutoCloseable {

    private final InetSocketAddress service;
    private final RelayOptions options;
    private final PeerRules peers;
    private final Counts counts;
    private final Resolver resolver;
    private final Origin.Choice origins;
    private final OccasionalLog warnings = new OccasionalLog(Level.WARNING);
    private final OccasionalLog refusals = new OccasionalLog(Level.INFO);
    private final RelayLoops loops;
    private final SocketLoop accepting;
    private final Entrance entrance;
    private final RelayThreshold threshold;
    private final HeldClients held;
    private volatile boolean closed;

    /** For the accepting loop's thread alone. */
    private long lastId;

    Relay(DataPath dataPath, int numberOfLoops, Route route, RelayOptions options, NanoClock clock) throws IOException {
        RelayLog.prepare();
        this.service = route.service();
        this.options = options;
        this.peers = PeerRules.of(options);
        this.counts = new Counts(clock);
        this.resolver = route.resolver();
        this.origins = route.origins();
        this.loops = new RelayLoops(dataPath, numberOfLoops, clock);
        this.accepting = loops.accepting();
        try {
            this.entrance = new Entrance(this, route.frontend(), accepting);
        } catch (IOException | RuntimeException e) {
            closeLoops();
            throw e;
        }
        this.threshold = new RelayThreshold(entrance, loops, counts);
        this.held = new HeldClients(options.gate(), service, loops);
    }

    /** Admits connections from now on. Once only. */
    void start() {
        loops.start();
        onAcceptingLoop(() -> {
            loadWhatShortageNeeds();
            entrance.begin();
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

    /** Puts a connection on a loop, and counts it in the same step; on the accepting loop's thread. */
    void admit(Listener.Accepted accepted) {
        RelayLoop home = loops.leastBusy();
        Session session = new Session(this, home, accepted, ++lastId, accepting.nowNanos());
        home.load.incrementAndGet();
        entrance.entered();
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
        boolean madeRoom = entrance.left();
        try {
            counts.closed(session);
        } finally {
            if (madeRoom) {
                onAcceptingLoop(entrance::noLongerFull);
            }
        }
    }

    /** Whether a peer who is not let in yet would count, as far as its own address says. */
    boolean mayCount(InetSocketAddress peer) {
        boolean named = awaitsHeaderOf(peer); // whoever is behind it
        return !peers.refuses(peer) && (named || !peers.ignores(peer));
    }

    /** Listens no more, whoever may queue. */
    void stopListeningSoon() {
        onAcceptingLoop(entrance::close);
    }

    /** Resets what is open, and frees everything. */
    @Override
    public void close() {
        closed = true;
        held.close();
        stopListeningSoon();
        loops.resetAll();
        closeLoops();
    }

    private void closeLoops() {
        loops.close();
        resolver.close();
    }

    Entrance entrance() {
        return entrance;
    }

    RelayThreshold threshold() {
        return threshold;
    }

    HeldClients held() {
        return held;
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

    Origin.Choice origins() {
        return origins;
    }

    Resolver resolver() {
        return resolver;
    }

    InetSocketAddress service() {
        return service;
    }

    InetSocketAddress frontend() {
        return entrance.local();
    }

    void warn(String message) {
        warnings.say(message);
    }

    void refused(String who, String why) {
        refusals.say(who + " refused: " + why);
    }

    void info(String message) {
        RelayLog.log(Level.INFO, message, null);
    }
}
