package dev.lull.ebpf;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.MonitorOptions;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.Traffic;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.Waiting;
import dev.lull.spi.Listeners;
import dev.lull.spi.UseListeners;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The monitor: what a look says comes out of the memory in which the kernel program counts. */
final class EbpfMonitor implements ActivityMonitor {

    private static final Logger LOG = System.getLogger(EbpfMonitor.class.getName());
    private static final long PATIENCE_AT_CLOSE_MILLIS = 2000;
    private static final int TRAFFIC_ATTEMPTS = 3;

    private final KernelSide kernelSide;
    private final SharedCounters counters;
    private final LiveConnections live;
    private final NanoClock clock;
    private final KernelClock kernelClock;
    private final ConnectionBook book;
    private final Upkeep upkeep;
    private final @Nullable Measurement measurement;
    private final Set<Capability> capabilities;
    private final String description;
    private final Listeners listeners = new Listeners();
    private final UseListeners useListeners = new UseListeners();
    private final EventLoop loop;
    private final Thread thread;
    private final ReadersGate gate = new ReadersGate();
    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile LastActivity lastActivity;

    /** A moment of the kernel's, and when that was on the monitor's clock: converted once, so that it stays put. */
    private record LastActivity(long kernelNanos, long monitorNanos) {}

    /**
     * Takes ownership of the kernel's side, and closes it if this fails.
     *
     * @param proc where /proc is
     * @param btf the file with the kernel's type information
     */
    EbpfMonitor(
            KernelSide kernelSide,
            WatchConfig config,
            MonitorOptions options,
            EbpfOptions settings,
            Path proc,
            Path btf)
            throws IOException {
        CloseStack opened = new CloseStack();
        opened.add(kernelSide::close);
        try {
            this.kernelSide = kernelSide;
            this.counters = kernelSide.counters();
            this.live = new LiveConnections(kernelSide.kernel(), kernelSide.live());
            this.clock = options.clock();
            this.kernelClock = new KernelClock(clock, proc);
            this.book = new ConnectionBook(kernelClock);
            this.upkeep = new Upkeep(
                    kernelSide,
                    new Reconciliation(kernelSide.kernel(), live, counters, config, kernelClock),
                    new EarlierConnections(kernelSide, btf));
            EnumSet<Capability> able = EnumSet.of(
                    Capability.EARLIER_CONNECTIONS,
                    Capability.SHORT_CONNECTIONS,
                    Capability.EVENTS,
                    Capability.PER_CONNECTION);
            this.description = kernelSide.description() + seed(upkeep, able);
            this.measurement = options.measuresTraffic() ? Measurement.open(kernelSide.kernel(), config) : null;
            if (measurement != null) {
                opened.add(measurement::close);
                able.add(Capability.TRAFFIC);
            }
            this.capabilities = Collections.unmodifiableSet(able);
            this.lastActivity = new LastActivity(counters.lastNanos(), clock.nanoTime());
            this.loop = openLoop(opened, settings);
            this.thread = new Thread(loop, "lull-ebpf-" + config.ports().first());
            thread.setDaemon(true);
            thread.start();
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static String seed(Upkeep upkeep, Set<Capability> able) {
        try {
            upkeep.begin();
            return upkeep.notToldBecause()
                    .map(reason -> "; earlier connections are followed by sock_diag: " + reason)
                    .orElse("");
        } catch (IOException e) {
            able.remove(Capability.EARLIER_CONNECTIONS);
            LOG.log(Level.WARNING, "connections older than this monitor are not seen: {0}", e.getMessage());
            return "; without earlier connections: " + e.getMessage();
        }
    }

    private EventLoop openLoop(CloseStack opened, EbpfOptions settings) throws SystemCallException {
        Optional<BpfMap> events = kernelSide.events();
        Optional<RingBuffer> ring = Optional.empty();
        if (events.isPresent()) {
            RingBuffer mapped = RingBuffer.map(kernelSide.kernel(), events.get());
            opened.add(mapped::close);
            ring = Optional.of(mapped);
        }
        OwnedDescriptor[] waitFor = ring.map(RingBuffer::descriptor).stream().toArray(OwnedDescriptor[]::new);
        Waiting waiting = Waiting.on(kernelSide.kernel().libC(), waitFor);
        opened.add(waiting::close);
        SharedCounters share = counters.share();
        opened.add(share::giveBack);
        return new EventLoop(
                live, share, ring, waiting, upkeep, book, listeners, useListeners, settings.reconcileInterval());
    }

    @Override
    public String strategy() {
        return EbpfStrategyProvider.NAME;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Reading read() {
        enter();
        try {
            Optional<String> unreadable = unreadable();
            if (unreadable.isPresent()) {
                return new Reading.Unreadable(clock.nanoTime(), unreadable.get());
            }
            return measurement == null ? snapshot() : measuredSnapshot(measurement);
        } finally {
            gate.leave();
        }
    }

    private Optional<String> unreadable() {
        long missed = counters.missed();
        if (missed != upkeep.healed()) {
            try {
                upkeep.heal(missed);
            } catch (IOException e) {
                return Optional.of("the kernel program could not record a connection, and sock_diag cannot say which: "
                        + e.getMessage());
            }
        }
        return upkeep.blindBecause();
    }

    private ActivitySnapshot snapshot() {
        int open = (int) Math.max(0, counters.open());
        long opened = counters.opened();
        long last = latestActivity();
        return new ActivitySnapshot(clock.nanoTime(), last, open, opened, Optional.empty());
    }

    private long latestActivity() {
        long kernelNanos = counters.lastNanos();
        LastActivity known = lastActivity;
        if (known.kernelNanos != kernelNanos) {
            long converted = kernelClock.onMonitorsClock(kernelNanos);
            boolean later = converted - known.monitorNanos > 0;
            known = new LastActivity(kernelNanos, later ? converted : known.monitorNanos);
            lastActivity = known;
        }
        return known.monitorNanos;
    }

    private Reading measuredSnapshot(Measurement asked) {
        try {
            for (int attempt = 1; ; attempt++) {
                long closedIn = counters.bytesIn();
                long closedOut = counters.bytesOut();
                Map<Long, KernelConnection> connections = live.list();
                Map<Long, Measurement.Measured> measured = asked.of(connections);
                ActivitySnapshot counted = snapshot();
                boolean noneClosed = closedIn == counters.bytesIn() && closedOut == counters.bytesOut();
                if (noneClosed || attempt == TRAFFIC_ATTEMPTS) {
                    return withTraffic(counted, closedIn, closedOut, connections, measured);
                }
            }
        } catch (IOException e) {
            return new Reading.Unreadable(clock.nanoTime(), String.valueOf(e.getMessage()));
        }
    }

    private static ActivitySnapshot withTraffic(
            ActivitySnapshot counted,
            long closedIn,
            long closedOut,
            Map<Long, KernelConnection> connections,
            Map<Long, Measurement.Measured> measured) {
        long in = closedIn;
        long out = closedOut;
        long last = counted.lastActivityNanos();
        for (Map.Entry<Long, Measurement.Measured> each : measured.entrySet()) {
            Measurement.Measured measure = each.getValue();
            KernelConnection connection = Objects.requireNonNull(connections.get(each.getKey()));
            in += Math.max(0, measure.bytesIn() - connection.earlierBytesIn());
            out += Math.max(0, measure.bytesOut() - connection.earlierBytesOut());
            long moved = counted.takenAtNanos() - measure.idleNanos();
            last = moved - last > 0 ? moved : last;
        }
        return new ActivitySnapshot(
                counted.takenAtNanos(),
                last,
                counted.openConnections(),
                counted.openedTotal(),
                Optional.of(new Traffic(in, out)));
    }

    @Override
    public List<Connection> connections() {
        enter();
        try {
            Map<Long, KernelConnection> kernelConnections = live.list();
            Map<Long, Measurement.Measured> measured =
                    measurement == null ? Map.of() : measurement.of(kernelConnections);
            long now = clock.nanoTime();
            List<Connection> connections = new ArrayList<>();
            book.list(kernelConnections).forEach((cookie, connection) -> {
                Measurement.Measured measure = measured.get(cookie);
                connections.add(measure == null ? connection : measured(connection, measure, now));
            });
            return Collections.unmodifiableList(connections);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the connections cannot be listed: {0}", e.getMessage());
            return List.of();
        } finally {
            gate.leave();
        }
    }

    private static Connection measured(Connection connection, Measurement.Measured measure, long nowNanos) {
        return new Connection(
                connection.id(),
                connection.local(),
                connection.remote(),
                connection.sinceNanos(),
                OptionalLong.of(nowNanos - measure.idleNanos()),
                Optional.of(new Traffic(measure.bytesIn(), measure.bytesOut())));
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
        Objects.requireNonNull(listener, "listener");
        enter();
        try {
            // The book is this lock: nobody writes into it before what was open until now stands in it.
            synchronized (book) {
                boolean first = listeners.isEmpty();
                Subscription subscription = listeners.add(listener);
                if (first) {
                    long since = kernelClock.nowNanos();
                    counters.sendEveryEvent(true);
                    book.begin(listLive(), since);
                    loop.wake();
                }
                return () -> unsubscribe(subscription);
            }
        } finally {
            gate.leave();
        }
    }

    private Map<Long, KernelConnection> listLive() {
        try {
            return live.list();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the connections cannot be listed: {0}", e.getMessage());
            return Map.of();
        }
    }

    private void unsubscribe(Subscription subscription) {
        synchronized (book) {
            subscription.close();
            if (listeners.isEmpty() && gate.enter()) {
                try {
                    counters.sendEveryEvent(false);
                    book.end();
                    loop.wake(); // what wakes from now on has to be set up
                } finally {
                    gate.leave();
                }
            }
        }
    }

    @Override
    public Subscription subscribeToUse(Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        enter();
        try {
            Subscription subscription = useListeners.add(listener);
            loop.wake();
            return subscription;
        } finally {
            gate.leave();
        }
    }

    private void enter() {
        if (!gate.enter()) {
            throw new IllegalStateException("the " + strategy() + " monitor is closed");
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        gate.shut();
        listeners.clear();
        useListeners.clear();
        kernelSide.detach();
        loop.stop();
        joinThread();
        if (measurement != null) {
            measurement.close();
        }
        kernelSide.close();
    }

    /** A listener that does not return keeps its thread; all that the thread still touches is freed when it ends. */
    private void joinThread() {
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        try {
            thread.join(PATIENCE_AT_CLOSE_MILLIS);
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(PATIENCE_AT_CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            LOG.log(Level.WARNING, "{0} is still in a listener; it ends when that returns", thread.getName());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return strategy() + " (" + description + ")" + (closed.get() ? ", closed" : "");
    }
}
