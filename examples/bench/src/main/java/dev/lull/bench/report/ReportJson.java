package dev.lull.bench.report;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.lull.bench.extra.Measurements;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.FailedStep;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Sample;
import dev.lull.bench.run.Statistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results as JSON, written and read back. */
final class ReportJson {

    static final int FORMAT = 1;

    private static final JSON MAPPER = JSON.std
            .with(JSON.Feature.PRESERVE_FIELD_ORDERING)
            .without(JSON.Feature.WRITE_NULL_PROPERTIES)
            .with(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter())
                    .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE)); // a line for each sample

    private ReportJson() {}

    /** The file. The summary is computed from the samples, for other readers than this one, which ignores it. */
    record Stored(
            int format,
            Map<String, String> facts,
            List<Participant> contestants,
            List<StoredSummary> summary,
            List<StoredSample> samples,
            List<FailedStep> failures) {}

    /** What {@link Statistics} says of all values of a figure. */
    record StoredSummary(
            String contestant,
            String metric,
            String unit,
            int count,
            double median,
            double low,
            double high,
            @org.jspecify.annotations.Nullable Double ratioToDirect) {}

    /** A {@link Sample}. */
    record StoredSample(int round, String contestant, String metric, double value, boolean disturbed) {}

    static String write(Results results) {
        List<StoredSummary> summary = new ArrayList<>();
        for (Participant participant : results.participants()) {
            for (Metric metric : Measurements.METRICS) {
                summary(results, participant.name(), metric).ifPresent(summary::add);
            }
        }
        List<StoredSample> samples = results.samples().stream()
                .map(sample -> new StoredSample(
                        sample.round(), sample.contestant(), sample.metric().id(), sample.value(), sample.disturbed()))
                .toList();
        try {
            return MAPPER.asString(new Stored(
                            FORMAT, results.facts(), results.participants(), summary, samples, results.failures()))
                    + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
    }

    private static Optional<StoredSummary> summary(Results results, String contestant, Metric metric) {
        return results.of(contestant, metric)
                .map(value -> new StoredSummary(
                        contestant,
                        metric.id(),
                        metric.unit(),
                        value.count(),
                        value.median(),
                        value.low(),
                        value.high(),
                        results.ratio(contestant, metric)
                                .map(Statistics::median)
                                .orElse(null)));
    }

    /**
     * Reads what {@link #write} wrote; figures that this version does not know are left out.
     *
     * @throws IOException if it is something else
     */
    static Results read(String text) throws IOException {
        Stored stored = parse(text);
        if (stored.format() != FORMAT) {
            throw new IOException("no report of lull bench: \"format\" is " + stored.format() + ", expected " + FORMAT);
        }
        List<Sample> samples = new ArrayList<>();
        for (StoredSample sample : stored.samples()) {
            Measurements.metric(sample.metric())
                    .ifPresent(metric -> samples.add(new Sample(
                            sample.round(), sample.contestant(), metric, sample.value(), sample.disturbed())));
        }
        return new Results(stored.facts(), stored.contestants(), samples, stored.failures());
    }

    private static Stored parse(String text) throws IOException {
        if (text.isBlank()) {
            throw new IOException("no report of lull bench: it ends too early");
        }
        if (!text.stripLeading().startsWith("{")) {
            throw new IOException("no report of lull bench: "
                    + text.lines().findFirst().orElse("") + " where an object was expected");
        }
        try {
            // The first reports called relays of others so.
            return MAPPER.beanFrom(Stored.class, text.replace("\"kind\" : \"PEER\"", "\"kind\" : \"RIVAL\""));
        } catch (IOException e) {
            throw new IOException("no report of lull bench: " + e.getMessage(), e);
        }
    }
}
