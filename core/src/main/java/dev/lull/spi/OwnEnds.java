package dev.lull.spi;

import dev.lull.Connection;
import dev.lull.NanoClock;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The local ends of connections that this program itself makes to a service which it watches, such as a relay for clients
 * who came while the service was down: whoever looks at the service's port sees those clients already, and must not count
 * them twice. An end is an address with a port, and belongs to one connection at a time: {@linkplain #add added} once it
 * is bound and before it is connected, {@linkplain #remove removed} once its socket is closed. Safe for use by any thread.
 */
public final class OwnEnds {

    /** Of so many that are gone is known when, for those who hear of them late. */
    private static final int MOST_GONE = 1024;

    private final NanoClock clock;
    private final Set<InetSocketAddress> present = new HashSet<>(); // this and the next one under this object's lock

    private final Map<InetSocketAddress, Long> goneAtNanos = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
            return size() > MOST_GONE;
        }
    };

    /**
     * Makes it, with none.
     *
     * @param clock that of the monitors from which these ends are kept
     * @throws NullPointerException if {@code clock} is null
     */
    public OwnEnds(NanoClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Adds one, before anybody can see it.
     *
     * @param end where a socket is bound, which is not connected yet
     * @throws NullPointerException if {@code end} is null
     */
    public synchronized void add(InetSocketAddress end) {
        present.add(Objects.requireNonNull(end, "end"));
    }

    /**
     * Removes one: from now on a new connection may have it that is somebody else's. Does nothing if it is not there.
     *
     * @param end whose socket is closed
     */
    public synchronized void remove(InetSocketAddress end) {
        if (present.remove(end)) {
            goneAtNanos.remove(end); // to be the latest one
            goneAtNanos.put(end, clock.nanoTime());
        }
    }

    /**
     * Tells whether a peer is this program.
     *
     * @param peer the peer's end of a connection that is open now
     * @return true if so
     */
    public synchronized boolean contain(InetSocketAddress peer) {
        return present.contains(peer);
    }

    /**
     * Tells whether a connection's peer is this program, or was: an event may come, or a look end, when the connection is
     * gone already.
     *
     * @param connection as a monitor tells of it
     * @return true if so; false for one that began later from the same end, which is somebody else's
     */
    public synchronized boolean made(Connection connection) {
        if (present.contains(connection.remote())) {
            return true;
        }
        Long gone = goneAtNanos.get(connection.remote());
        return gone != null && connection.sinceNanos() - gone <= 0;
    }
}
