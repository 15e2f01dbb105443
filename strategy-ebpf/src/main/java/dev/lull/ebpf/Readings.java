package dev.lull.ebpf;

import dev.lull.ActivitySnapshot;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.ebpf.kernel.SharedCounters;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes the readings: a snapshot, or why the count cannot be believed. Nobody being connected is believed only where the
 * programs are in place and somebody listens. Safe for use by any thread.
 */
final class Readings {

    private final SharedCounters counters;
    private final Snapshots snapshots;
    private final Upkeep upkeep;
    private final ListenerCheck listenerCheck;
    private final MonitorLoop loop;
    private final NanoClock clock;

    Readings(
            SharedCounters counters,
            Snapshots snapshots,
            Upkeep upkeep,
            ListenerCheck listenerCheck,
            MonitorLoop loop,
            NanoClock clock) {
        this.counters = counters;
        this.snapshots = snapshots;
        this.upkeep = upkeep;
        this.listenerCheck = listenerCheck;
        this.loop = loop;
        this.clock = clock;
    }

    Reading take() {
        try {
            Optional<String> unreadable = whyUnreadable();
            if (unreadable.isPresent()) {
                return new Reading.Unreadable(clock.nanoTime(), unreadable.get());
            }
            ActivitySnapshot snapshot = snapshots.take();
            return snapshot.openConnections() == 0 ? makeSureThatItIsNobody(snapshot) : snapshot;
        } catch (IOException e) {
            return new Reading.Unreadable(clock.nanoTime(), String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> whyUnreadable() throws IOException {
        if (loop.endedBecause().isPresent()) {
            return loop.endedBecause();
        }
        long missed = counters.missed();
        if (missed != upkeep.missedLookedFor()) {
            try {
                upkeep.lookForMissed(missed);
            } catch (IOException e) {
                return Optional.of("the kernel program could not record a connection, and sock_diag cannot say which: "
                        + e.getMessage());
            }
        } else if (upkeep.trouble().isPresent()) {
            upkeep.run(); // it may be over
        }
        return Optional.empty();
    }

    /** Only when nobody is connected is the kernel asked whether that can be believed. */
    private Reading makeSureThatItIsNobody(ActivitySnapshot nobody) throws IOException {
        ActivitySnapshot snapshot = upkeep.keepAttached() ? snapshots.take() : nobody;
        if (snapshot.openConnections() > 0) {
            return snapshot;
        }
        Optional<Reading.Unreadable> unreadable = listenerCheck.whyNotIdle(clock.nanoTime());
        if (unreadable.isEmpty()) {
            return snapshot;
        }
        ActivitySnapshot meanwhile = snapshots.take();
        return meanwhile.openConnections() > 0 ? meanwhile : unreadable.get();
    }
}
