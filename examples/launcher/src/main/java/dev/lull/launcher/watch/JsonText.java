package dev.lull.launcher.watch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.Traffic;
import dev.lull.launcher.control.ClosedConnection;
import dev.lull.launcher.control.Uncounted;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The same for programs: one JSON object (RFC 8259) a line. A pure function. */
final class JsonText {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** Returns a line for each who has left, and one of what is open. */
    static List<String> lines(View view) {
        List<String> lines = new ArrayList<>();
        Snapshot latest = view.latest();
        latest.closed().connections().forEach(each -> lines.add(line("closed", each.at(), json -> write(each, json))));
        if (latest.closed().missed() > 0) {
            lines.add(line(
                    "untold",
                    latest.at(),
                    json -> json.writeNumberField("closed", latest.closed().missed())));
        }
        lines.add(line("look", latest.at(), json -> write(view, json)));
        return lines;
    }

    private static String line(String event, Instant at, Fields fields) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("event", event);
            json.writeStringField("at", at.truncatedTo(ChronoUnit.MILLIS).toString());
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing JSON to memory", e);
        }
        return line.toString();
    }

    private static void write(ClosedConnection closed, JsonGenerator json) throws IOException {
        json.writeNumberField("connection", closed.connection());
        json.writeStringField("remote", closed.remote());
        json.writeNumberField("durationMillis", closed.stayed().toMillis());
        writeBytes("bytesIn", "bytesOut", closed.traffic(), json);
        writeCounts(closed.uncounted(), json);
    }

    private static void write(View view, JsonGenerator json) throws IOException {
        Snapshot latest = view.latest();
        json.writeStringField("name", latest.name());
        if (!latest.state().isEmpty()) {
            json.writeStringField("state", latest.state());
        }
        if (latest.open().isPresent()) {
            json.writeNumberField("open", latest.open().getAsInt());
        } else {
            json.writeNullField("open");
        }
        json.writeArrayFieldStart("connections");
        for (Row row : view.rows()) {
            json.writeStartObject();
            json.writeNumberField("connection", row.connection().connection());
            json.writeStringField("remote", row.connection().remote());
            writeMillis("ageMillis", Optional.of(row.connection().age()), json);
            writeMillis("idleMillis", row.connection().idle(), json);
            writeBytes("bytesIn", "bytesOut", row.connection().traffic(), json);
            writeBytes("bytesInPerSecond", "bytesOutPerSecond", row.perSecond(), json);
            writeCounts(row.connection().uncounted(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("leftOut", latest.leftOut());
        json.writeArrayFieldStart("keptUpBy");
        for (String sentence : latest.keptUpBy()) {
            json.writeString(sentence);
        }
        json.writeEndArray();
        writeMillis("idleMillis", latest.idle(), json);
        writeMillis("stopsInMillis", latest.stopsIn(), json);
    }

    private static void writeCounts(Optional<Uncounted> uncounted, JsonGenerator json) throws IOException {
        json.writeBooleanField("counts", uncounted.isEmpty());
        if (uncounted.isPresent()) {
            json.writeStringField("uncountedBecause", uncounted.get().word());
        }
    }

    private static void writeBytes(String in, String out, Optional<Traffic> traffic, JsonGenerator json)
            throws IOException {
        if (traffic.isPresent()) {
            json.writeNumberField(in, traffic.get().bytesIn());
            json.writeNumberField(out, traffic.get().bytesOut());
        } else {
            json.writeNullField(in);
            json.writeNullField(out);
        }
    }

    private static void writeMillis(String name, Optional<Duration> time, JsonGenerator json) throws IOException {
        if (time.isPresent()) {
            json.writeNumberField(name, time.get().toMillis());
        } else {
            json.writeNullField(name);
        }
    }
}
