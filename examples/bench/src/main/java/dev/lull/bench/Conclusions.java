package dev.lull.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One sentence for each chart, made from its figures: what to take from it. */
final class Conclusions {

    private static final int WORTH_A_WARNING_PERCENT = 20;

    private final Results results;

    Conclusions(Results results) {
        this.results = results;
    }

    private record Entry(Standing standing, double value) {}

    /** For the top of the page: what the two ways of watching do to the path. */
    String lead() {
        List<String> parts = new ArrayList<>();
        ratioRange(Standing.Kind.OBSERVING, Metric.UP1)
                .ifPresent(range ->
                        parts.add("Watched from beside the path, bulk runs at " + range + " of the direct connection"));
        ratioRange(Standing.Kind.IN_PATH, Metric.UP1)
                .ifPresent(range -> parts.add("through Lull's relays at " + range));
        ratioRange(Standing.Kind.PEER, Metric.UP1)
                .ifPresent(range -> parts.add("through the other relays at " + range));
        return parts.isEmpty() ? "Ways of watching a TCP service, compared." : String.join(", ", parts) + ".";
    }

    String sentence(Metric metric) {
        List<Entry> entries = entries(metric);
        List<Entry> lull = of(entries, Standing.Kind.OBSERVING, Standing.Kind.IN_PATH);
        List<Entry> relays = of(entries, Standing.Kind.IN_PATH, Standing.Kind.PEER);
        if (Tables.comparable(metric)) {
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
        String others = of(entries, Standing.Kind.FLOOR).stream()
                .findFirst()
                .map(floor -> "; a JVM that does nothing takes " + figure(floor, unit))
                .orElse("");
        List<Entry> peers = of(entries, Standing.Kind.PEER);
        if (peers.isEmpty()) {
            return others;
        }
        Entry best = best(metric, peers);
        return others + "; the best of the other relays is " + name(best) + " with " + figure(best, unit);
    }

    private String besideDirect(Metric metric, List<Entry> relays) {
        List<String> parts = new ArrayList<>();
        ratioRange(Standing.Kind.OBSERVING, metric)
                .ifPresent(range -> parts.add("beside the path " + range + " of direct"));
        if (!relays.isEmpty()) {
            Entry best = best(metric, relays);
            parts.add("of the relays, " + name(best) + " is best with " + ofDirect(best, metric));
            List<Entry> lull = of(relays, Standing.Kind.IN_PATH);
            if (!lull.isEmpty() && best.standing().kind() == Standing.Kind.PEER) {
                Entry own = best(metric, lull);
                parts.add("Lull's best is " + name(own) + " with " + ofDirect(own, metric));
            }
        }
        if (parts.isEmpty()) {
            return "Only the direct connection was measured: the limit for all others.";
        }
        String text = String.join("; ", parts) + ".";
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }

    private String ofDirect(Entry entry, Metric metric) {
        return ratio(entry.standing(), metric)
                .map(ratio -> Figures.ratio(ratio) + " of direct")
                .orElse(figure(entry, metric.unit()));
    }

    /** Says so where others disturbed much of the run; empty where they did not. */
    Optional<String> warning() {
        long inRounds = results.samples().stream()
                .filter(sample -> Tables.comparable(sample.metric()))
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

    String looks() {
        return growthSentence(Chart.LOOKS, "sockets", "one look takes", "µs");
    }

    String memory() {
        return growthSentence(Chart.MEMORY, "idle connections", "takes", "MB");
    }

    private String growthSentence(Map<Integer, Metric> places, String of, String verb, String unit) {
        List<Integer> measured = places.entrySet().stream()
                .filter(place -> results.measured().contains(place.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (measured.size() < 2) {
            return "Measured at one place only.";
        }
        int most = measured.get(measured.size() - 1);
        Metric metric = java.util.Objects.requireNonNull(places.get(most));
        List<Entry> entries = entries(metric);
        Entry best = best(metric, entries);
        Entry worst = worst(metric, entries);
        String with = "With " + String.format(java.util.Locale.ROOT, "%,d", most) + " " + of + " ";
        return verb.startsWith("one")
                ? with + verb + " " + figure(best, unit) + " with " + name(best) + " and " + figure(worst, unit)
                        + " with " + name(worst) + "."
                : with + name(best) + " " + verb + " " + figure(best, unit) + " and " + name(worst) + " "
                        + figure(worst, unit) + ".";
    }

    private Optional<String> ratioRange(Standing.Kind kind, Metric metric) {
        List<Double> ratios = of(entries(metric), kind).stream()
                .map(entry -> ratio(entry.standing(), metric))
                .flatMap(Optional::stream)
                .sorted()
                .toList();
        if (ratios.isEmpty()) {
            return Optional.empty();
        }
        String low = Figures.ratio(ratios.get(0));
        String high = Figures.ratio(ratios.get(ratios.size() - 1));
        return Optional.of(low.equals(high) ? low : low + " to " + high);
    }

    private List<Entry> entries(Metric metric) {
        return results.standings().stream()
                .flatMap(standing ->
                        results.of(standing.name(), metric).stream().map(value -> new Entry(standing, value.median())))
                .collect(Collectors.toList());
    }

    private static List<Entry> of(List<Entry> entries, Standing.Kind... kinds) {
        return entries.stream()
                .filter(entry -> List.of(kinds).contains(entry.standing().kind()))
                .toList();
    }

    private Optional<Double> ratio(Standing standing, Metric metric) {
        return results.ratio(standing.name(), metric).map(Statistics::median);
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
        return entry.standing().name();
    }

    private static String figure(Entry entry, String unit) {
        return (Figures.text(entry.value()) + " " + unit).strip();
    }
}
