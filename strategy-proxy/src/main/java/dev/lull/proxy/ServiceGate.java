package dev.lull.proxy;

import dev.lull.Subscription;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Says whether the service may be dialled: shut while it is asleep. Given to a relay by {@link
 * RelayOptions.Builder#gate}, from which that relay dials the service for nobody while the gate is shut, and holds
 * whoever connects. Who is held counts as connected, keeps what he says within a small bound, and may leave; no time
 * limit of the relay's runs for him, except that of a PROXY protocol header that is awaited. Whoever is relayed already
 * is not touched by any of this.
 *
 * <p>One gate may be given to several relays. Safe for use by any thread; nothing here waits for a relay.
 */
public final class ServiceGate {

    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean open;

    private ServiceGate(boolean open) {
        this.open = open;
    }

    /** Hears what becomes of a gate, in that order, on the thread that has it so; returns soon. */
    public interface Listener {
        /** The gate is shut: whoever comes from now on is to be held. Does nothing by default. */
        default void shut() {}

        /**
         * Tells whether clients reach the service past the relay while the gate is open, so that one may still be on the
         * way there when it has been shut.
         *
         * @return by default false: they are relayed, or held
         */
        default boolean leadsPast() {
            return false;
        }

        /** The gate is open: whoever was held may go on. */
        void opened();

        /**
         * Whoever is held now is to be sent away.
         *
         * @param reason why, for people
         */
        void dismissed(String reason);
    }

    /**
     * Makes a gate that is open, for a service that is awake.
     *
     * @return the gate
     */
    public static ServiceGate openAtFirst() {
        return new ServiceGate(true);
    }

    /**
     * Makes a gate that is shut, for a service that is asleep.
     *
     * @return the gate
     */
    public static ServiceGate shutAtFirst() {
        return new ServiceGate(false);
    }

    /**
     * Tells whether the service may be dialled.
     *
     * @return true if the gate is open
     */
    public boolean isOpen() {
        return open;
    }

    /**
     * Tells whether it stands in everybody's way: whoever is let in once it is shut is held, and whoever was let through
     * before is counted by then. Not so where the strategy steers some past the relay.
     *
     * @return true if shutting it is enough for a last look
     */
    public boolean holdsEverybody() {
        return listeners.stream().noneMatch(Listener::leadsPast);
    }

    /**
     * Lets everybody through who is held: the service is dialled for all of them now, and {@link
     * RelayOptions#connectTimeout()} begins. Does nothing if the gate is open.
     */
    public synchronized void open() {
        if (!open) {
            open = true;
            listeners.forEach(Listener::opened);
        }
    }

    /**
     * Holds whoever comes from now on. One for whom the service is being dialled at this moment goes on. Does nothing if
     * the gate is shut.
     */
    public synchronized void shut() {
        if (open) {
            open = false;
            listeners.forEach(Listener::shut);
        }
    }

    /**
     * Resets everybody who is held now, since the service could not be started; the relay logs one line for all of them.
     * Who comes later is held again, if the gate is shut. Nobody is held at an open gate.
     *
     * @param reason why, for people
     * @throws NullPointerException if {@code reason} is null
     */
    public synchronized void dismiss(String reason) {
        Objects.requireNonNull(reason, "reason");
        listeners.forEach(listener -> listener.dismissed(reason));
    }

    /**
     * Adds a listener, for whoever holds clients at this gate.
     *
     * @param listener hears from now on; must not throw
     * @return ends it
     * @throws NullPointerException if {@code listener} is null
     */
    public Subscription subscribe(Listener listener) {
        Listener added = Objects.requireNonNull(listener, "listener");
        listeners.add(added);
        return () -> listeners.remove(added);
    }

    @Override
    public String toString() {
        return open ? "open" : "shut";
    }
}
