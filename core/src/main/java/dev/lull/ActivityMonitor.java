package dev.lull;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Observes one {@link MonitorTarget}, from the moment it is opened until it is closed; there is nothing to start.
 * Whoever opened it closes it. All methods are safe for use by any thread.
 *
 * <p>Looks once:
 *
 * <pre>{@code
 * try (ActivityMonitor monitor = Strategies.open(MonitorTarget.port(2222), "ebpf", "procfs")) {
 *     Reading reading = monitor.read();
 *     if (reading instanceof ActivitySnapshot snapshot) {
 *         System.out.println(snapshot.openConnections() + " open");
 *     } else if (reading instanceof Reading.Unreadable unreadable) {
 *         System.out.println("cannot tell: " + unreadable.reason());
 *     }
 * }
 * }</pre>
 */
public interface ActivityMonitor extends AutoCloseable {

    /**
     * Returns the name of the strategy that watches, such as {@code "procfs"}.
     *
     * @return the name; works on a closed monitor too
     */
    String strategy();

    /**
     * Returns what this monitor can see and do here, which may be less than its strategy can elsewhere.
     *
     * @return an unmodifiable set; works on a closed monitor too
     */
    Set<Capability> capabilities();

    /**
     * Says in one line how it watches, for logs: the source, and why a better one is not used.
     *
     * @return a description; works on a closed monitor too
     */
    default String description() {
        return strategy();
    }

    /**
     * Takes a look.
     *
     * @return a snapshot, or {@link Reading.Unreadable} with the reason where the monitor cannot be certain; never a
     *     guess
     * @throws IllegalStateException if this monitor is closed
     */
    Reading read();

    /**
     * Lists the open connections, those older than the monitor included. A polling monitor answers from its latest
     * readable look: call {@link #read()} first for a fresh one.
     *
     * @return an unmodifiable list, in no particular order; empty too where {@link Capability#PER_CONNECTION} is missing
     * @throws IllegalStateException if this monitor is closed
     */
    List<Connection> connections();

    /**
     * Asks to be told of connections that open and close from now on.
     *
     * @param listener hears of each event; what it throws is logged and changes nothing
     * @return ends the subscription when closed; closing the monitor ends it too
     * @throws NullPointerException if {@code listener} is null
     * @throws IllegalStateException if this monitor is closed
     */
    Subscription subscribe(ActivityListener listener);

    /**
     * Asks to be told only when the service comes into use and when its last connection closes. Nothing is told between
     * the two, however many connections come and go, which costs a strategy with {@link Capability#EVENTS} less than
     * telling each event. Several changes may be told as one, and a call may come although nothing has changed: take a
     * look to be sure.
     *
     * @param listener called by a thread of the monitor or by the one that called {@link #read()}; it must return soon,
     *     and what it throws is logged and changes nothing
     * @return ends the subscription when closed; closing the monitor ends it too
     * @throws NullPointerException if {@code listener} is null
     * @throws IllegalStateException if this monitor is closed
     */
    default Subscription subscribeToUse(Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        return subscribe(new ActivityListener() {
            @Override
            public void onEvent(ConnectionEvent event) {
                boolean first = event instanceof ConnectionEvent.Opened && event.openConnections() == 1;
                if (first || event.openConnections() == 0) {
                    listener.run();
                }
            }

            @Override
            public void onUntold(long opened, long closed) {
                listener.run(); // the last one may be among them
            }
        });
    }

    /**
     * Returns the way in, where the monitor has {@link Capability#HOLDS_DOOR}. It is asked for at each stop: the answer
     * may change with the service, and may take system calls.
     *
     * @return the door, or empty where new connections cannot be made to wait; works on a closed monitor too
     */
    default Optional<Door> door() {
        return Optional.empty();
    }

    /**
     * Returns the way around the service, where the monitor has one.
     *
     * @return the detour, or empty, as by default, where new connections cannot be led elsewhere; works on a closed
     *     monitor too
     */
    default Optional<Detour> detour() {
        return Optional.empty();
    }

    /**
     * Returns the second source that must agree before a stop is final. It may not be opened before it is first asked
     * for.
     *
     * @return the witness; by default {@linkplain Witness#none none}. Works on a closed monitor too; the witness then
     *     answers {@link Testimony.Unreadable}, or {@link Testimony.Absent} if there never was one
     */
    default Witness witness() {
        return Witness.none("the strategy " + strategy() + " has no second source");
    }

    /**
     * Stops observing and frees all that the monitor holds. Idempotent; never throws. A {@link #read()} running
     * meanwhile in another thread either completes or throws {@link IllegalStateException}.
     */
    @Override
    void close();
}
