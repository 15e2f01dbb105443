package dev.lull.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a report's JSON back; whatever is not as expected is named in the exception. */
final class JsonReader {

    private JsonReader() {}

    /**
     * Reads what {@link JsonReport} wrote; metrics that this version does not know are left out.
     *
     * @throws IOException if it is something else
     */
    static Results read(String text) throws IOException {
        Map<String, Object> report = object(tree(text));
        if (!(report.get("format") instanceof Number format) || format.intValue() != JsonReport.FORMAT) {
            throw new IOException("no report of lull bench: \"format\" is " + report.get("format") + ", expected "
                    + JsonReport.FORMAT);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        object(report.get("facts")).forEach((name, value) -> facts.put(name, String.valueOf(value)));
        List<Standing> standings = new ArrayList<>();
        for (Map<String, Object> standing : objects(report, "contestants")) {
            List<String> notes = new ArrayList<>();
            list(standing.get("notes")).forEach(note -> notes.add(String.valueOf(note)));
            standings.add(new Standing(
                    text(standing, "name"),
                    Standing.Kind.valueOf(text(standing, "kind")),
                    text(standing, "description"),
                    Standing.State.valueOf(text(standing, "state")),
                    text(standing, "why"),
                    notes));
        }
        List<Sample> samples = new ArrayList<>();
        for (Map<String, Object> sample : objects(report, "samples")) {
            Optional<Metric> metric = Metric.of(text(sample, "metric"));
            if (metric.isPresent()) {
                samples.add(new Sample(
                        (int) number(sample, "round"),
                        text(sample, "contestant"),
                        metric.get(),
                        number(sample, "value"),
                        Boolean.TRUE.equals(sample.get("disturbed"))));
            }
        }
        List<Failure> failures = new ArrayList<>();
        for (Map<String, Object> failure : objects(report, "failures")) {
            failures.add(new Failure(
                    (int) number(failure, "round"),
                    text(failure, "contestant"),
                    text(failure, "step"),
                    text(failure, "why")));
        }
        return new Results(facts, standings, samples, failures);
    }

    /** Any JSON: maps, lists, doubles, booleans and texts. */
    static Object tree(String text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            return value(parser);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Object> object = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                object.put(name, value(parser));
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        if (token == null) {
            throw new IOException("no report of lull bench: it ends too early");
        }
        return token.isNumeric()
                ? parser.getDoubleValue()
                : token.isBoolean() ? parser.getBooleanValue() : String.valueOf(parser.getText());
    }

    @SuppressWarnings("unchecked") // made by value() above
    static Map<String, Object> object(@Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IOException("no report of lull bench: " + value + " where an object was expected");
    }

    private static List<?> list(@Nullable Object value) throws IOException {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IOException("no report of lull bench: " + value + " where a list was expected");
    }

    private static List<Map<String, Object>> objects(Map<String, Object> in, String name) throws IOException {
        return objects(in.get(name));
    }

    static List<Map<String, Object>> objects(@Nullable Object array) throws IOException {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object value : list(array)) {
            objects.add(object(value));
        }
        return objects;
    }

    private static String text(Map<String, Object> in, String name) throws IOException {
        Object value = in.get(name);
        if (value == null) {
            throw new IOException("no report of lull bench: \"" + name + "\" is missing in " + in);
        }
        return value.toString();
    }

    private static double number(Map<String, Object> in, String name) throws IOException {
        if (in.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IOException("no report of lull bench: \"" + name + "\" is no number in " + in);
    }
}
