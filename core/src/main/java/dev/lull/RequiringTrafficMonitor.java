package dev.lull;

import dev.lull.spi.LatestActivity;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A monitor in which a connection counts only while it moves enough. */
final class RequiringTrafficMonitor extends ForwardingMonitor {

    private final TrafficThreshold threshold;
    private final Set<Capability> capabilities;
    private Map<Long, TrafficWindow> windows = new HashMap<>();
    private Set<Long> quiet = Set.of();
    private Set<Testimony.Sighting> quietSightings = Set.of();
    private int lastCounting;

    /** Those that counted and may turn out to be probes: whether that was activity is not known yet. */
    private Set<Long> undecided = Set.of();

    private long lastOpenedTotal;
    private final LatestActivity latestActivity = new LatestActivity();
    private boolean lookedBefore;

    RequiringTrafficMonitor(ActivityMonitor monitor, TrafficThreshold threshold) {
        super(monitor);
        this.threshold = java.util.Objects.requireNonNull(threshold, "threshold");
        EnumSet<Capability> without = EnumSet.copyOf(monitor.capabilities());
        without.remove(Capability.EVENTS);
        this.capabilities = Collections.unmodifiableSet(without);
    }

    @Override
    public synchronized Reading read() {
        Reading reading = monitor.read();
        if (!(reading instanceof ActivitySnapshot all)) {
            return reading;
        }
        long now = all.takenAtNanos();
        List<Connection> listed = monitor.connections();
        int counting = countAmong(listed, now) + Math.max(0, all.openConnections() - listed.size());
        // With what counted at the look before, for it may have been in use until a moment ago.
        if (!lookedBefore || all.openedTotal() != lastOpenedTotal || lastCounting > 0 || !undecided.isEmpty()) {
            latestActivity.advance(all.lastActivityNanos());
        }
        if (isUse(listed, counting, now)) {
            latestActivity.advance(now);
        }
        lookedBefore = true;
        lastOpenedTotal = all.openedTotal();
        lastCounting = counting;
        return new ActivitySnapshot(
                now, latestActivity.orElse(now), counting, all.openedTotal(), all.admitsNobody(), all.traffic());
    }

    /** Whether there was activity that no probe leaves behind; of those that counted the others are decided later. */
    private boolean isUse(List<Connection> listed, int counting, long nowNanos) {
        Set<Long> stillUndecided = new HashSet<>();
        int countingForSure = counting;
        boolean decided = false;
        for (Connection connection : listed) {
            boolean counts = !quiet.contains(connection.id());
            boolean counted = undecided.contains(connection.id());
            if (!mayLeaveNoTrace(connection, nowNanos)) {
                decided |= counted;
            } else if (counts || counted) {
                stillUndecided.add(connection.id());
                countingForSure -= counts ? 1 : 0;
            }
        }
        undecided = stillUndecided;
        return decided || countingForSure > 0;
    }

    private int countAmong(List<Connection> listed, long nowNanos) {
        Map<Long, TrafficWindow> stillOpen = new HashMap<>();
        Set<Long> stillQuiet = new HashSet<>();
        Set<Testimony.Sighting> stillQuietSightings = new HashSet<>();
        int counting = 0;
        for (Connection connection : listed) {
            if (connection.traffic().isEmpty()) { // not measured: it may be busy
                counting++;
                continue;
            }
            long total = connection.traffic().get().total();
            TrafficWindow known = windows.get(connection.id());
            TrafficWindow window = known != null ? known : new TrafficWindow(threshold, nowNanos, total);
            stillOpen.put(connection.id(), window);
            if (window.sample(nowNanos, total)) {
                counting++;
            } else {
                stillQuiet.add(connection.id());
                stillQuietSightings.add(new Testimony.Sighting(connection.local(), connection.remote()));
            }
        }
        windows = stillOpen;
        quiet = stillQuiet;
        quietSightings = stillQuietSightings;
        return counting;
    }

    @Override
    public List<Connection> connections() {
        List<Connection> listed = monitor.connections(); // not under the lock: a monitor may wait for its listeners
        Set<Long> quietAtLatestLook = quietAtLatestLook();
        return listed.stream()
                .filter(connection -> !quietAtLatestLook.contains(connection.id()))
                .toList();
    }

    private synchronized Set<Long> quietAtLatestLook() {
        return quiet;
    }

    private synchronized boolean counts(Testimony.Sighting sighting) {
        return !quietSightings.contains(sighting);
    }

    @Override
    public Witness witness() {
        return new FilteringWitness(monitor.witness(), this::counts);
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public String description() {
        return monitor.description() + ", counting connections that move " + threshold;
    }
}
