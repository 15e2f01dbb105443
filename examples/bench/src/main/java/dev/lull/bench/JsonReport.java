package dev.lull.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;

/**
 * Writes results as JSON: {@code format}, {@code facts}, {@code contestants}, {@code summary}, {@code samples},
 * {@code failures}. The summary is computed from the samples, for other readers than {@link JsonReader}, which ignores it.
 */
final class JsonReport {

    static final int FORMAT = 1;

    private JsonReport() {}

    static String write(Results results) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter())
                    .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE)); // a line for each sample
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeObjectFieldStart("facts");
            for (Map.Entry<String, String> fact : results.facts().entrySet()) {
                json.writeStringField(fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            writeStandings(json, results);
            writeSummary(json, results);
            writeSamples(json, results);
            writeFailures(json, results);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing JSON to memory", e);
        }
        return text.append('\n').toString();
    }

    private static void writeStandings(JsonGenerator json, Results results) throws IOException {
        json.writeArrayFieldStart("contestants");
        for (Standing standing : results.standings()) {
            json.writeStartObject();
            json.writeStringField("name", standing.name());
            json.writeStringField("kind", standing.kind().name());
            json.writeStringField("description", standing.description());
            json.writeStringField("state", standing.state().name());
            json.writeStringField("why", standing.why());
            json.writeArrayFieldStart("notes");
            for (String note : standing.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeSummary(JsonGenerator json, Results results) throws IOException {
        json.writeArrayFieldStart("summary");
        for (Standing standing : results.standings()) {
            for (Metric metric : Metric.values()) {
                Optional<Statistics> value = results.of(standing.name(), metric);
                if (value.isPresent()) {
                    json.writeStartObject();
                    json.writeStringField("contestant", standing.name());
                    json.writeStringField("metric", metric.id());
                    json.writeStringField("unit", metric.unit());
                    json.writeNumberField("count", value.get().count());
                    json.writeNumberField("median", value.get().median());
                    json.writeNumberField("low", value.get().low());
                    json.writeNumberField("high", value.get().high());
                    Optional<Statistics> ratio = results.ratio(standing.name(), metric);
                    if (ratio.isPresent()) {
                        json.writeNumberField("ratioToDirect", ratio.get().median());
                    }
                    json.writeEndObject();
                }
            }
        }
        json.writeEndArray();
    }

    private static void writeSamples(JsonGenerator json, Results results) throws IOException {
        json.writeArrayFieldStart("samples");
        for (Sample sample : results.samples()) {
            json.writeStartObject();
            json.writeNumberField("round", sample.round());
            json.writeStringField("contestant", sample.contestant());
            json.writeStringField("metric", sample.metric().id());
            json.writeNumberField("value", sample.value());
            json.writeBooleanField("disturbed", sample.disturbed());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeFailures(JsonGenerator json, Results results) throws IOException {
        json.writeArrayFieldStart("failures");
        for (Failure failure : results.failures()) {
            json.writeStartObject();
            json.writeNumberField("round", failure.round());
            json.writeStringField("contestant", failure.contestant());
            json.writeStringField("step", failure.step());
            json.writeStringField("why", failure.why());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
