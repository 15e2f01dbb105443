package dev.lull.launcher.report;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.NanoClock;
import dev.lull.Subscription;
import dev.lull.launcher.control.ClosedConnection;
import dev.lull.launcher.control.RecentlyClosed;
import dev.lull.launcher.control.Uncounted;
import dev.lull.launcher.option.Endpoint;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Keeps who has left lately, for whoever asks again and again. While nobody asks it listens to nothing and keeps nothing.
 * Safe for use by any thread. Needs no closing: it ends with its monitor.
 */
public final class Farewells implements ActivityListener {

    /** So that an answer stays bounded; those beyond are counted. */
    static final int MOST = 500;

    /** Whoever watches asks each second, or after a few where the machine is busy. */
    static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(15);

    private final ActivityMonitor monitor;
    private final NanoClock clock;
    private final Clock wallClock;
    private final Function<Connection, Optional<Uncounted>> uncounted;

    // Under this object's lock, which is never held while the monitor is called
    private final Deque<Numbered> latestLast = new ArrayDeque<>();
    private boolean isListening;
    private Optional<Subscription> subscription = Optional.empty();
    private long latest;
    private long askedNanos;

    /**
     * Keeps a monitor's.
     *
     * @param uncounted says why one did not count
     */
    public Farewells(
            ActivityMonitor monitor,
            NanoClock clock,
            Clock wallClock,
            Function<Connection, Optional<Uncounted>> uncounted) {
        this.monitor = monitor;
        this.clock = clock;
        this.wallClock = wallClock;
        this.uncounted = uncounted;
    }

    /**
     * Begins to listen, or goes on with it.
     *
     * @throws IllegalStateException if the monitor is closed
     */
    public void listen() {
        synchronized (this) {
            askedNanos = clock.nanoTime();
            if (isListening) {
                return;
            }
            isListening = true;
        }
        try {
            Subscription begun = monitor.subscribe(this);
            synchronized (this) {
                subscription = Optional.of(begun);
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                isListening = false;
            }
            throw e;
        }
    }

    /**
     * Returns those who have left since.
     *
     * @param after the {@link RecentlyClosed#latest} of the answer before; empty for nobody yet
     */
    public synchronized RecentlyClosed since(OptionalLong after) {
        long from = after.isPresent() ? Math.min(Math.max(after.getAsLong(), 0), latest) : latest;
        List<ClosedConnection> kept = latestLast.stream()
                .filter(each -> each.number() > from)
                .map(Numbered::connection)
                .toList();
        return new RecentlyClosed(latest, kept, latest - from - kept.size());
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Closed closed && !isOver()) {
            Connection connection = closed.connection();
            Duration stayed = Duration.ofNanos(Math.max(0, closed.atNanos() - connection.sinceNanos()));
            add(new ClosedConnection(
                    connection.id(),
                    Endpoint.of(connection.remote()),
                    wallClock.instant(),
                    stayed,
                    connection.traffic(),
                    uncounted.apply(connection)));
        }
    }

    private synchronized void add(ClosedConnection connection) {
        latest++;
        latestLast.addLast(new Numbered(latest, connection));
        if (latestLast.size() > MOST) {
            latestLast.removeFirst();
        }
    }

    /** Ends the listening when nobody has asked for long enough. */
    private boolean isOver() {
        Optional<Subscription> ended;
        synchronized (this) {
            if (clock.nanoTime() - askedNanos <= FORGOTTEN_AFTER.toNanos()) {
                return false;
            }
            ended = subscription;
            subscription = Optional.empty();
            isListening = false;
            latestLast.clear();
        }
        ended.ifPresent(Subscription::close);
        return true;
    }

    @Override
    public void onUntold(long opened, long closed) {
        if (!isOver()) {
            synchronized (this) {
                latest += closed;
            }
        }
    }

    /** Those untold have numbers, too. */
    private record Numbered(long number, ClosedConnection connection) {}
}
