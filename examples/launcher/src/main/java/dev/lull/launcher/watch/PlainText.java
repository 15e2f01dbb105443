package dev.lull.launcher.watch;

import dev.lull.launcher.console.Console;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lines for whoever reads them later: who was there, who has left, and each change of how it stands. A pure function. */
final class PlainText {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private PlainText() {}

    static List<String> lines(Optional<View> before, View now, ZoneId zone) {
        List<String> lines = new ArrayList<>();
        Snapshot latest = now.latest();
        if (before.isEmpty()) {
            lines.add(Words.title(latest));
            if (!now.rows().isEmpty()) {
                lines.addAll(Columns.lines(now.rows(), NO_LIMIT));
            }
            if (latest.leftOut() > 0) {
                lines.add("and " + latest.leftOut() + " more");
            }
            lines.add(Words.CLOSED_HEADING);
        }
        latest.closed().connections().forEach(each -> lines.add(Words.closed(each, zone)));
        if (latest.closed().missed() > 0) {
            lines.add("and " + latest.closed().missed() + " more closed");
        }
        if (before.isEmpty() || !key(before.get().latest()).equals(key(latest))) {
            lines.add(Words.clockTime(latest.at(), zone) + "  " + Words.standing(latest, zone));
        }
        return lines.stream().map(Console::oneLine).toList();
    }

    /** What is not only a time that went on. */
    private static List<Object> key(Snapshot snapshot) {
        long uncounted =
                snapshot.connections().stream().filter(each -> !each.counts()).count();
        return List.of(
                snapshot.state(),
                snapshot.open(),
                uncounted,
                snapshot.stopsIn().isPresent(),
                snapshot.keptUpBy().size());
    }
}
