package dev.lull.proxy.relay;

import dev.lull.Subscription;
import dev.lull.proxy.ServiceGate;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clients of one relay that are held at its {@link ServiceGate}. Each loop keeps its own. The gate changes first, and
 * then the loops are told, so that one who found it shut is there when his loop hears that it is open.
 */
final class HeldClients implements ServiceGate.Listener, AutoCloseable {

    private final Optional<ServiceGate> gate;
    private final InetSocketAddress service;
    private final RelayLoops loops;
    private final Subscription subscription;

    private final AtomicLong dismissals = new AtomicLong();

    HeldClients(Optional<ServiceGate> gate, InetSocketAddress service, RelayLoops loops) {
        this.gate = gate;
        this.service = service;
        this.loops = loops;
        this.subscription = gate.map(each -> each.subscribe(this)).orElse(() -> {});
    }

    /** Holds a session if the gate is shut, and answers whether it does; on its loop's thread. */
    boolean hold(Session session) {
        if (gate.isEmpty() || gate.get().isOpen()) {
            return false;
        }
        session.home().held.add(session);
        return true;
    }

    /** How often everybody was sent away by now: whoever is let in after that stays. */
    long dismissals() {
        return dismissals.get();
    }

    /** Whether a session is held; on its loop's thread. */
    boolean holds(Session session) {
        return session.home().held.contains(session);
    }

    /** A session that is held is over; on its loop's thread. */
    void leaves(Session session) {
        session.home().held.remove(session);
    }

    @Override
    public void opened() {
        loops.onEach(this::letGo, () -> {});
    }

    private void letGo(RelayLoop loop) {
        if (gate.isPresent() && gate.get().isOpen()) { // else it was shut again, and they are held until the next time
            List<Session> all = List.copyOf(loop.held);
            loop.held.clear();
            all.forEach(session -> session.guard(session::dial));
        }
    }

    /** Through the accepting loop: whoever is counted by now is on his way to his loop then, and there before this is. */
    @Override
    public void dismissed(String reason) {
        long number = dismissals.incrementAndGet();
        AtomicInteger sentAway = new AtomicInteger();
        boolean ignored = loops.accepting()
                .execute(() -> loops.onEach(
                        loop -> sentAway.addAndGet(dismiss(loop, number)), () -> say(sentAway.get(), reason)));
    }

    private static int dismiss(RelayLoop loop, long number) {
        List<Session> those = loop.held.stream()
                .filter(each -> each.dismissalsBefore() < number)
                .toList();
        those.forEach(session -> session.guard(session::reset));
        return those.size();
    }

    private void say(int sentAway, String reason) {
        if (sentAway > 0) {
            RelayLog.log(
                    Level.WARNING,
                    (sentAway == 1 ? "a client that was" : sentAway + " clients that were")
                            + " held for the service at " + service + (sentAway == 1 ? " is" : " are") + " reset: "
                            + reason,
                    null);
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
