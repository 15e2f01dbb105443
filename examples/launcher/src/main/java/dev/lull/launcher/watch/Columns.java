package dev.lull.launcher.watch;

import dev.lull.Traffic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of open connections, as many of its columns as a width has room for. */
final class Columns {

    private static final int GAP = 2;

    /**
     * A column.
     *
     * @param keep those with less are dropped first
     */
    private record Column(String heading, int keep, boolean toTheRight, Function<Row, String> cell) {}

    /** A column with its cells, the heading first. */
    private record Filled(Column column, List<String> cells, int width) {}

    private static final List<Column> ALL = List.of(
            new Column("PEER", 9, false, row -> row.connection().remote()),
            new Column("AGE", 7, true, row -> Words.time(row.connection().age())),
            new Column("IDLE", 4, true, row -> row.connection()
                    .idle()
                    .map(Words::time)
                    .orElse("")),
            new Column("IN", 3, true, row -> bytes(row.connection().traffic().map(Traffic::bytesIn))),
            new Column("IN/S", 5, true, row -> bytes(row.perSecond().map(Traffic::bytesIn))),
            new Column("OUT", 2, true, row -> bytes(row.connection().traffic().map(Traffic::bytesOut))),
            new Column("OUT/S", 6, true, row -> bytes(row.perSecond().map(Traffic::bytesOut))),
            new Column(
                    "NOT COUNTED",
                    8,
                    false,
                    row -> Words.uncounted(row.connection().uncounted())));

    private Columns() {}

    private static String bytes(Optional<Long> bytes) {
        return bytes.map(Words::bytes).orElse("");
    }

    /**
     * Makes the lines, the heading first. Columns without anything in them are left out, then those that matter least.
     *
     * @param width how long a line may be
     */
    static List<String> lines(List<Row> rows, int width) {
        List<Filled> columns = new ArrayList<>(ALL.stream()
                .map(column -> filled(column, rows))
                .filter(filled -> filled.column().heading().equals("PEER")
                        || filled.cells().stream().skip(1).anyMatch(cell -> !cell.isEmpty()))
                .toList());
        while (columns.size() > 1 && widthOf(columns) > width) {
            columns.stream()
                    .min(Comparator.comparingInt(filled -> filled.column().keep()))
                    .ifPresent(columns::remove);
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i <= rows.size(); i++) {
            int line = i;
            lines.add(columns.stream()
                    .map(filled -> padded(filled, line))
                    .collect(Collectors.joining(" ".repeat(GAP)))
                    .stripTrailing());
        }
        return lines;
    }

    private static Filled filled(Column column, List<Row> rows) {
        List<String> cells = new ArrayList<>(List.of(column.heading()));
        rows.stream().map(column.cell()).forEach(cells::add);
        return new Filled(
                column, cells, cells.stream().mapToInt(String::length).max().orElse(0));
    }

    private static int widthOf(List<Filled> columns) {
        return columns.stream().mapToInt(Filled::width).sum() + GAP * (columns.size() - 1);
    }

    private static String padded(Filled filled, int line) {
        String cell = filled.cells().get(line);
        String blank = " ".repeat(filled.width() - cell.length());
        return filled.column().toTheRight() ? blank + cell : cell + blank;
    }
}
