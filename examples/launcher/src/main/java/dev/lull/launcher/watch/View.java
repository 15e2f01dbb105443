package dev.lull.launcher.watch;

import dev.lull.launcher.control.ClosedConnection;
import dev.lull.launcher.control.ServiceStatus.OpenConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What there is to show: the latest snapshot, with what only several together tell. Immutable.
 *
 * @param latest the latest snapshot
 * @param rows its connections, the fastest first
 * @param closed those who have left, the latest last; not more than {@link #MOST_CLOSED}
 * @param missed how many more have left, and were not told one by one
 */
record View(Snapshot latest, List<Row> rows, List<ClosedConnection> closed, long missed) {

    /** More than fit on a screen. */
    static final int MOST_CLOSED = 500;

    View {
        rows = List.copyOf(rows);
        closed = List.copyOf(closed);
    }

    /** Adds a snapshot. */
    static View of(Optional<View> before, Snapshot latest) {
        Map<Long, OpenConnection> earlier = before.map(view -> view.latest().connections()).orElse(List.of()).stream()
                .collect(Collectors.toMap(OpenConnection::connection, Function.identity(), (one, other) -> other));
        List<Row> rows = latest.connections().stream()
                .map(each -> Row.of(each, Optional.ofNullable(earlier.get(each.connection()))))
                .sorted(Row.FASTEST_FIRST)
                .toList();
        List<ClosedConnection> closed = new ArrayList<>(before.map(View::closed).orElse(List.of()));
        closed.addAll(latest.closed().connections());
        return new View(
                latest,
                rows,
                closed.subList(Math.max(0, closed.size() - MOST_CLOSED), closed.size()),
                before.map(View::missed).orElse(0L) + latest.closed().missed());
    }

    /** Returns how many connections there are, whether they count or not. */
    int all() {
        return rows.size() + latest.leftOut();
    }
}
