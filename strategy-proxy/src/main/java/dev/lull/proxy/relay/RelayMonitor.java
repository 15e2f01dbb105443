package dev.lull.proxy.relay;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.Door;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.StrategyException;
import dev.lull.Subscription;
import dev.lull.Traffic;
import dev.lull.Witness;
import dev.lull.proxy.RelayOptions;
import dev.lull.spi.TimedDoor;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The monitor of a relay, whatever carries its bytes. Reading takes no lock and makes no system call. */
public final class RelayMonitor implements ActivityMonitor {

    /** What every relay sees and does. */
    public static final Set<Capability> CAPABILITIES = Collections.unmodifiableSet(EnumSet.allOf(Capability.class));

    /**
     * How many loops there are at most if nobody says how many. Each one has half a megabyte of its own, whatever it
     * carries, and moves gigabytes a second: before so many are busy, the network is.
     */
    static final int MOST_LOOPS_UNASKED = 16;

    private final String strategy;
    private final DataPath dataPath;
    private final NanoClock clock;
    private final Relay relay;
    private final Witness witness;
    private final TimedDoor door;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RelayMonitor(String strategy, DataPath dataPath, NanoClock clock, Relay relay) {
        this.strategy = strategy;
        this.dataPath = dataPath;
        this.clock = clock;
        this.relay = relay;
        this.witness = RelayWitness.of(relay);
        this.door = new TimedDoor(relay.threshold());
    }

    /**
     * Tries whether relays have a witness here.
     *
     * @return available with its description, or why there is none
     */
    public static Availability probeWitness() {
        return RelayWitness.probe();
    }

    /**
     * Listens and relays from now on.
     *
     * @param strategy the strategy's name
     * @param factory finds what carries the bytes
     * @param target where to listen, and where to
     * @param options with a {@link RelayOptions} among them, or its defaults hold
     * @return the monitor
     * @throws NullPointerException if {@code target} is null
     * @throws StrategyException if the target is not one for a relay, the data path is not available, or it cannot
     *     listen; nothing is left open then
     */
    public static RelayMonitor open(
            String strategy, DataPath.Factory factory, MonitorTarget target, MonitorOptions options) {
        Objects.requireNonNull(target, "target");
        RelayOptions settings = options.settings(RelayOptions.class).orElse(RelayOptions.defaults());
        if (!(target instanceof MonitorTarget.Proxied proxied)) {
            throw new StrategyException("the strategy " + strategy + " stands in the path and cannot watch " + target
                    + " from beside it; give it an address to listen at and the service's (--listen and --to), or use"
                    + " the strategy ebpf or procfs");
        }
        int loops = settings.loops()
                .orElseGet(() -> Math.min(Runtime.getRuntime().availableProcessors(), MOST_LOOPS_UNASKED));
        DataPath dataPath = factory.choose(settings);
        try {
            Relay relay = new Relay(dataPath, loops, Route.of(proxied, settings), settings, options.clock());
            try {
                relay.start();
                return new RelayMonitor(strategy, dataPath, options.clock(), relay);
            } catch (RuntimeException | Error e) { // such as no thread to be had
                relay.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StrategyException(
                    "cannot relay from " + proxied + ": " + e.getMessage()
                            + (settings.inheritedListener().isPresent()
                                    ? ""
                                    : ListenRefusal.cure(proxied.frontend(), e)),
                    e);
        }
    }

    @Override
    public String strategy() {
        return strategy;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public String description() {
        return "relay from " + relay.frontend() + " to " + relay.service() + ", " + dataPath.description()
                + relay.threshold().limitation().map(what -> "; " + what).orElse("");
    }

    @Override
    public Reading read() {
        requireOpen();
        long now = clock.nanoTime();
        Optional<String> failure = relay.loops().failure();
        if (failure.isPresent()) {
            return new Reading.Unreadable(now, failure.get());
        }
        Counts counts = relay.counts();
        // In this order: what opens in between may be missing from the first, and never only from the second.
        int open = counts.openConnections();
        long openedTotal = counts.openedTotal();
        long lastActivity = relay.loops().lastActivityNanos(counts.lastChangeNanos());
        Traffic traffic = relay.loops().traffic();
        boolean admitsNobody = relay.entrance().admitsNobody();
        return new ActivitySnapshot(
                clock.nanoTime(), lastActivity, open, openedTotal, admitsNobody, Optional.of(traffic));
    }

    @Override
    public List<Connection> connections() {
        requireOpen();
        return relay.counts().connections();
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
        requireOpen();
        return relay.counts().subscribe(listener);
    }

    @Override
    public Subscription subscribeToUse(Runnable listener) {
        requireOpen();
        return relay.counts().subscribeToUse(listener);
    }

    @Override
    public Witness witness() {
        return witness;
    }

    @Override
    public Optional<Door> door() {
        return Optional.of(door);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            relay.counts().close();
            relay.close();
            door.close(); // last: an open door admits nobody to a closed relay
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the " + strategy + " monitor is closed");
        }
    }

    @Override
    public String toString() {
        return description() + (closed.get() ? ", closed" : "");
    }
}
