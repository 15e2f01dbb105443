package dev.lull.launcher.run;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Subscription;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Lists the connections that are open, and tells of all that come and go from then on: however a connection falls between
 * the two, it is listed or told as opened, and never both. It subscribes first, holds back what it hears until the list
 * is announced, and passes it on without those listed.
 */
final class ConnectionFeed implements ActivityListener {

    /** A list is taken within milliseconds; more than this in that time is counted. */
    static final int MOST_HELD_BACK = 16_384;

    private final ActivityListener listener;
    private final Queue<ConnectionEvent> heldBack = new ArrayDeque<>();
    private final Set<Long> listed = new HashSet<>();
    private boolean announced;
    private long untoldOpened;
    private long untoldClosed;

    private ConnectionFeed(ActivityListener listener) {
        this.listener = listener;
    }

    /**
     * Begins.
     *
     * @param monitor whose connections
     * @param announce takes the list, before the listener hears anything
     * @param listener hears of what came and went since
     * @return ends it
     */
    static Subscription open(ActivityMonitor monitor, Consumer<List<Connection>> announce, ActivityListener listener) {
        ConnectionFeed feed = new ConnectionFeed(listener);
        Subscription subscription = monitor.subscribe(feed);
        try {
            monitor.read(); // one that polls lists what its latest look found
            List<Connection> connections = monitor.connections();
            announce.accept(connections);
            feed.tellSince(connections);
        } catch (RuntimeException | Error e) {
            subscription.close();
            throw e;
        }
        return subscription;
    }

    private synchronized void tellSince(List<Connection> connections) {
        connections.forEach(connection -> listed.add(connection.id()));
        Set<Long> cameMeanwhile = heldBack.stream()
                .filter(ConnectionEvent.Opened.class::isInstance)
                .map(event -> event.connection().id())
                .collect(Collectors.toSet());
        for (ConnectionEvent event : heldBack) {
            long id = event.connection().id();
            if (event instanceof ConnectionEvent.Opened || listed.contains(id) || cameMeanwhile.contains(id)) {
                tell(event);
            } // else it was there before, and gone before the list was taken: nobody has heard of it
        }
        heldBack.clear();
        announced = true;
        if (untoldOpened + untoldClosed > 0) {
            listener.onUntold(untoldOpened, untoldClosed);
        }
    }

    private void tell(ConnectionEvent event) {
        if (isNews(event)) {
            listener.onEvent(event);
        }
    }

    /** An event may come after the list that shows what it did: the two are read by different ways. */
    private boolean isNews(ConnectionEvent event) {
        long id = event.connection().id();
        if (event instanceof ConnectionEvent.Opened) {
            return !listed.contains(id);
        }
        listed.remove(id);
        return true;
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        synchronized (this) {
            if (!announced) {
                holdBack(event);
                return;
            }
            if (!isNews(event)) {
                return;
            }
        }
        listener.onEvent(event);
    }

    private void holdBack(ConnectionEvent event) {
        if (heldBack.size() < MOST_HELD_BACK) {
            heldBack.add(event);
        } else if (event instanceof ConnectionEvent.Opened) {
            untoldOpened++;
        } else {
            untoldClosed++;
        }
    }

    @Override
    public void onUntold(long opened, long closed) {
        synchronized (this) {
            if (!announced) {
                untoldOpened += opened;
                untoldClosed += closed;
                return;
            }
        }
        listener.onUntold(opened, closed);
    }
}
