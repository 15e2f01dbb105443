package dev.lull.bench.report;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.extra.Measurements;
import dev.lull.bench.model.Growth;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Sample;
import dev.lull.bench.run.Statistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One sentence for each chart, made from its figures: what to take from it. */
final class Conclusions {

    private static final int WORTH_A_WARNING_PERCENT = 20;

    /** The workload that tells most of what watching does to a path. */
    private static final Metric BULK = Measurements.metric("up1").orElseThrow();

    private final Results results;

    Conclusions(Results results) {
        this.results = results;
    }

    private record Entry(Participant participant, double value) {}

    /** For the top of the page: what the two ways of watching do to the path. */
    String lead() {
        List<String> parts = new ArrayList<>();
        ratioRange(Contestant.Kind.OBSERVING, BULK)
                .ifPresent(range ->
                        parts.add("Watched from beside the path, bulk runs at " + range + " of the direct connection"));
        ratioRange(Contestant.Kind.IN_PATH, BULK).ifPresent(range -> parts.add("through Lull's relays at " + range));
        ratioRange(Contestant.Kind.RIVAL, BULK).ifPresent(range -> parts.add("through the other relays at " + range));
        return parts.isEmpty() ? "Ways of watching a TCP service, compared." : String.join(", ", parts) + ".";
    }

    String sentence(Metric metric) {
        List<Entry> entries = entries(metric);
        List<Entry> lull = of(entries, Contestant.Kind.OBSERVING, Contestant.Kind.IN_PATH);
        List<Entry> relays = of(entries, Contestant.Kind.IN_PATH, Contestant.Kind.RIVAL);
        if (metric.comparable()) {
            return besideDirect(metric, relays);
        }
        if (entries.isEmpty()) {
            return "Nobody could be measured.";
        }
        Entry best = best(metric, lull.isEmpty() ? entries : lull);
        Entry worst = worst(metric, lull.isEmpty() ? entries : lull);
        String unit = metric.unit();
        if (lull.isEmpty()) {
            return name(best) + " takes " + figure(best, unit) + ".";
        }
        if (lull.size() < 2) {
            return name(best) + " takes " + figure(best, unit) + otherRelays(metric, entries, unit) + ".";
        }
        return "Of Lull's own, " + name(best) + " takes least with " + figure(best, unit) + ", " + name(worst)
                + " most with " + figure(worst, unit) + otherRelays(metric, entries, unit) + ".";
    }

    private String otherRelays(Metric metric, List<Entry> entries, String unit) {
        String others = of(entries, Contestant.Kind.FLOOR).stream()
                .findFirst()
                .map(floor -> "; a JVM that does nothing takes " + figure(floor, unit))
                .orElse("");
        List<Entry> rivals = of(entries, Contestant.Kind.RIVAL);
        if (rivals.isEmpty()) {
            return others;
        }
        Entry best = best(metric, rivals);
        return others + "; the best of the other relays is " + name(best) + " with " + figure(best, unit);
    }

    private String besideDirect(Metric metric, List<Entry> relays) {
        List<String> parts = new ArrayList<>();
        ratioRange(Contestant.Kind.OBSERVING, metric)
                .ifPresent(range -> parts.add("beside the path " + range + " of direct"));
        if (!relays.isEmpty()) {
            Entry best = best(metric, relays);
            parts.add("of the relays, " + name(best) + " is best with " + ofDirect(best, metric));
            List<Entry> lull = of(relays, Contestant.Kind.IN_PATH);
            if (!lull.isEmpty() && best.participant().kind() == Contestant.Kind.RIVAL) {
                Entry own = best(metric, lull);
                parts.add("Lull's best is " + name(own) + " with " + ofDirect(own, metric));
            }
        }
        if (parts.isEmpty()) {
            return "Only the direct connection was measured: the limit for all others.";
        }
        String text = String.join("; ", parts) + ".";
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private String ofDirect(Entry entry, Metric metric) {
        return ratio(entry.participant(), metric)
                .map(ratio -> NumberText.ratio(ratio) + " of direct")
                .orElse(figure(entry, metric.unit()));
    }

    /** Says so where others disturbed much of the run; empty where they did not. */
    Optional<String> warning() {
        long inRounds = results.samples().stream()
                .filter(sample -> sample.metric().comparable())
                .count();
        long disturbed = results.samples().stream().filter(Sample::disturbed).count();
        long percent =
                Math.round(100.0 * disturbed / Math.max(1, results.samples().size()));
        return inRounds > 0 && percent >= WORTH_A_WARNING_PERCENT
                ? Optional.of("Other programs used the processors during " + percent
                        + " % of the measurements (marked ~): ratios of so short a time are then unreliable. Measure again"
                        + " on a machine that does nothing else.")
                : Optional.empty();
    }

    String sentence(Growth growth) {
        List<Map.Entry<Integer, Metric>> measured = growth.metrics().entrySet().stream()
                .filter(place -> Measurements.in(results).contains(place.getValue()))
                .toList();
        if (measured.size() < 2) {
            return "Measured at one place only.";
        }
        Map.Entry<Integer, Metric> most = measured.get(measured.size() - 1);
        Metric metric = most.getValue();
        Entry best = best(metric, entries(metric));
        Entry worst = worst(metric, entries(metric));
        return String.format(
                Locale.ROOT,
                "With %,d %s, %s takes %s and %s %s.",
                most.getKey(),
                growth.with(),
                name(best),
                figure(best, metric.unit()),
                name(worst),
                figure(worst, metric.unit()));
    }

    private Optional<String> ratioRange(Contestant.Kind kind, Metric metric) {
        List<Double> ratios = of(entries(metric), kind).stream()
                .map(entry -> ratio(entry.participant(), metric))
                .flatMap(Optional::stream)
                .sorted()
                .toList();
        if (ratios.isEmpty()) {
            return Optional.empty();
        }
        String low = NumberText.ratio(ratios.get(0));
        String high = NumberText.ratio(ratios.get(ratios.size() - 1));
        return Optional.of(low.equals(high) ? low : low + " to " + high);
    }

    private List<Entry> entries(Metric metric) {
        return results.participants().stream()
                .flatMap(participant -> results.of(participant.name(), metric).stream()
                        .map(value -> new Entry(participant, value.median())))
                .collect(Collectors.toList());
    }

    private static List<Entry> of(List<Entry> entries, Contestant.Kind... kinds) {
        return entries.stream()
                .filter(entry -> List.of(kinds).contains(entry.participant().kind()))
                .toList();
    }

    private Optional<Double> ratio(Participant participant, Metric metric) {
        return results.ratio(participant.name(), metric).map(Statistics::median);
    }

    private static Entry best(Metric metric, List<Entry> entries) {
        return entries.stream().min(order(metric)).orElseThrow();
    }

    private static Entry worst(Metric metric, List<Entry> entries) {
        return entries.stream().max(order(metric)).orElseThrow();
    }

    private static Comparator<Entry> order(Metric metric) {
        Comparator<Entry> byValue = Comparator.comparingDouble(Entry::value);
        return metric.moreIsBetter() ? byValue.reversed() : byValue;
    }

    private static String name(Entry entry) {
        return entry.participant().name();
    }

    private static String figure(Entry entry, String unit) {
        return (NumberText.of(entry.value()) + " " + unit).strip();
    }
}
