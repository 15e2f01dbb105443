package dev.lull.launcher.watch;

import dev.lull.launcher.control.ClosedConnection;
import dev.lull.launcher.watch.ScreenLine.Look;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Lays out what there is to show on a screen of any size. A pure function. */
final class Screen {

    /** Title, standing, a blank one; and the last one. */
    private static final int AROUND = 4;

    /** A blank one and the heading. */
    private static final int ABOVE_CLOSED = 2;

    private static final String KEYS = "q quits";

    private Screen() {}

    /**
     * Lays it out.
     *
     * @return at most so many lines as are high; each may be longer than wide, to be cut
     */
    static List<ScreenLine> lines(View view, int width, int height, ZoneId zone) {
        List<ScreenLine> lines = new ArrayList<>();
        lines.add(new ScreenLine(Words.title(view.latest()), Look.TITLE));
        lines.add(new ScreenLine(Words.standing(view.latest(), zone), Look.PLAIN));
        int room = height - AROUND;
        int wanted = 1 + view.all();
        int closed = closedLines(view, room, wanted);
        if (room - closed >= 2) {
            lines.add(new ScreenLine("", Look.PLAIN));
            addTable(lines, view, width, room - closed);
        }
        if (closed > 0) {
            addClosed(lines, view, closed, zone);
        }
        while (lines.size() < height - 1) {
            lines.add(new ScreenLine("", Look.PLAIN));
        }
        lines.add(new ScreenLine(KEYS, Look.FAINT));
        return lines.subList(0, Math.min(lines.size(), Math.max(0, height)));
    }

    /** Those who have left get what is free below the table, or a third. */
    private static int closedLines(View view, int room, int tableWanted) {
        if (view.closed().isEmpty() && view.missed() == 0) {
            return 0;
        }
        int wanted = ABOVE_CLOSED + view.closed().size();
        int lines = Math.min(wanted, Math.max(room / 3, room - tableWanted));
        return lines < ABOVE_CLOSED + Math.min(1, view.closed().size()) ? 0 : lines;
    }

    private static void addTable(List<ScreenLine> lines, View view, int width, int room) {
        int shown =
                view.all() < room ? view.rows().size() : Math.min(view.rows().size(), room - 2);
        List<String> table = Columns.lines(view.rows().subList(0, shown), width);
        lines.add(new ScreenLine(table.get(0), Look.HEADING));
        for (int i = 0; i < shown; i++) {
            boolean counts = view.rows().get(i).connection().counts();
            lines.add(new ScreenLine(table.get(i + 1), counts ? Look.PLAIN : Look.FAINT));
        }
        if (view.all() > shown) {
            lines.add(new ScreenLine("and " + (view.all() - shown) + " more", Look.FAINT));
        }
    }

    private static void addClosed(List<ScreenLine> lines, View view, int count, ZoneId zone) {
        String missed = view.missed() == 0 ? "" : "   (and " + view.missed() + " that were not told)";
        lines.add(new ScreenLine("", Look.PLAIN));
        lines.add(new ScreenLine(Words.CLOSED_HEADING + missed, Look.HEADING));
        List<ClosedConnection> all = view.closed();
        all.subList(all.size() - (count - ABOVE_CLOSED), all.size()).stream()
                .map(each -> new ScreenLine(Words.closed(each, zone), Look.PLAIN))
                .forEach(lines::add);
    }
}
