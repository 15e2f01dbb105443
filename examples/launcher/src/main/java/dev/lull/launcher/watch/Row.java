package dev.lull.launcher.watch;

import dev.lull.Traffic;
import dev.lull.launcher.control.ServiceStatus.OpenConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * An open connection, and how fast it is.
 *
 * @param connection what is known of it
 * @param perSecond the bytes that it moved in a second, lately; empty where that is not known, or not yet
 */
record Row(OpenConnection connection, Optional<Traffic> perSecond) {

    /** The fastest first, then those that moved something last, then the newest. */
    static final Comparator<Row> FASTEST_FIRST = Comparator.<Row>comparingLong(
                    row -> -row.perSecond().map(Traffic::total).orElse(0L))
            .thenComparing(
                    row -> row.connection().idle().orElse(row.connection().age()))
            .thenComparing(row -> row.connection().age());

    /** Compares with an earlier snapshot. The time between is told by its age: no clock is stepped there. */
    static Row of(OpenConnection now, Optional<OpenConnection> before) {
        if (before.isEmpty()
                || now.traffic().isEmpty()
                || before.get().traffic().isEmpty()) {
            return new Row(now, Optional.empty());
        }
        Duration between = now.age().minus(before.get().age());
        if (between.toMillis() <= 0) {
            return new Row(now, Optional.empty());
        }
        Traffic later = now.traffic().get();
        Traffic earlier = before.get().traffic().get();
        return new Row(
                now,
                Optional.of(new Traffic(
                        perSecond(later.bytesIn() - earlier.bytesIn(), between),
                        perSecond(later.bytesOut() - earlier.bytesOut(), between))));
    }

    private static long perSecond(long bytes, Duration between) {
        return Math.round(Math.max(0, bytes) * 1000.0 / between.toMillis());
    }
}
