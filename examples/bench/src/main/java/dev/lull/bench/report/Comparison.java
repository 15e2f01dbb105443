package dev.lull.bench.report;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.extra.Measurements;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Statistics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Two reports side by side. What has a ratio to the direct connection is compared by that, since it holds between
 * machines and days; the rest by its value. A change counts where the spreads of both do not overlap and it is at least
 * {@value #LEAST_PERCENT} %.
 */
public final class Comparison {

    static final double LEAST_PERCENT = 5;

    private final Results before;
    private final Results after;

    Comparison(Results before, Results after) {
        this.before = before;
        this.after = after;
    }

    /**
     * One figure of one contestant in both.
     *
     * @param contestant its name
     * @param metric which figure
     * @param asRatio whether the values are ratios to the direct connection
     * @param before the first report's
     * @param after the second's
     */
    record Change(String contestant, Metric metric, boolean asRatio, Statistics before, Statistics after) {

        double percent() {
            return before.median() == 0 ? 0 : (after.median() / before.median() - 1) * 100;
        }

        boolean counts() {
            return !before.overlaps(after) && Math.abs(percent()) >= LEAST_PERCENT;
        }

        boolean better() {
            return percent() > 0 == metric.moreIsBetter();
        }
    }

    /**
     * Prints what changed.
     *
     * @param first a report's JSON file
     * @param second another's
     * @param out where to print
     * @throws IOException if one cannot be read
     */
    public static void print(Path first, Path second, PrintStream out) throws IOException {
        out.print(new Comparison(read(first), read(second)).text());
    }

    private static Results read(Path file) throws IOException {
        try {
            return ReportJson.read(Files.readString(file));
        } catch (IOException | RuntimeException e) {
            throw new IOException(file + ": " + e, e);
        }
    }

    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (Participant participant : after.participants()) {
            for (Metric metric : Measurements.METRICS) {
                boolean asRatio = participant.kind() != Contestant.Kind.DIRECT && metric.comparable();
                Optional<Statistics> first = value(before, participant.name(), metric, asRatio);
                Optional<Statistics> second = value(after, participant.name(), metric, asRatio);
                if (first.isPresent() && second.isPresent()) {
                    changes.add(new Change(participant.name(), metric, asRatio, first.get(), second.get()));
                }
            }
        }
        return changes;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        differences().forEach(line -> text.append(line).append('\n'));
        text.append(String.format(
                Locale.ROOT, "%-16s %-14s %12s %12s %8s%n", "contestant", "figure", "before", "after", "change"));
        for (Change change : changes()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-16s %-14s %12s %12s %+7.1f%%%s%n",
                    change.contestant(),
                    change.metric().id(),
                    figure(change, change.before()),
                    figure(change, change.after()),
                    change.percent(),
                    change.counts() ? change.better() ? "  better" : "  WORSE" : ""));
        }
        text.append("× is the ratio to the direct connection of the same round. \"better\" and \"WORSE\" where the")
                .append(" spreads do not overlap and the change is at least ")
                .append((int) LEAST_PERCENT)
                .append(" %.\n");
        return text.toString();
    }

    /** What makes the two hard to compare, and who is in one of them only. */
    private List<String> differences() {
        List<String> lines = new ArrayList<>();
        after.facts().forEach((name, value) -> {
            String other = before.facts().getOrDefault(name, "not said");
            if (!other.equals(value) && !name.equals("took")) {
                lines.add(name + ": " + other + " → " + value);
            }
        });
        for (Participant participant : after.participants()) {
            before.participants().stream()
                    .filter(other -> other.name().equals(participant.name()) && other.state() != participant.state())
                    .forEach(other -> lines.add(participant.name() + ": "
                            + other.state().name().toLowerCase(Locale.ROOT) + " → "
                            + participant.state().name().toLowerCase(Locale.ROOT) + " " + participant.why()));
        }
        return lines;
    }

    private static Optional<Statistics> value(Results results, String contestant, Metric metric, boolean asRatio) {
        return asRatio ? results.ratio(contestant, metric) : results.of(contestant, metric);
    }

    private static String figure(Change change, Statistics value) {
        return change.asRatio() ? "×" + NumberText.ratio(value.median()) : NumberText.of(value.median());
    }
}
