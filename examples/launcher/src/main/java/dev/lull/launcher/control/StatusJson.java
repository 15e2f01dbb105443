package dev.lull.launcher.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Writes a status as one JSON object; {@code docs/launcher.md} names its fields. */
final class StatusJson {

    private StatusJson() {}

    static void write(ServiceStatus status, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", status.name());
        json.writeStringField("state", status.state().label());
        json.writeStringField("at", text(status.at()));
        json.writeStringField("since", text(status.since()));
        json.writeNumberField("pid", status.pid());
        json.writeStringField("service", status.service());
        json.writeStringField("target", status.target());
        json.writeStringField("strategy", status.strategy());
        json.writeStringField("description", status.description());
        json.writeObjectFieldStart("passedOver");
        for (Map.Entry<String, String> entry : status.passedOver().entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeStringField("witness", status.witness().orElse(null));
        if (status.witnessReason().isPresent()) {
            json.writeStringField("witnessReason", status.witnessReason().get());
        }
        if (status.open().isPresent()) {
            json.writeNumberField("open", status.open().getAsInt());
        } else {
            json.writeNullField("open");
        }
        writeConnections(status, json);
        json.writeArrayFieldStart("keptUpBy");
        for (String sentence : status.keptUpBy()) {
            json.writeString(sentence);
        }
        json.writeEndArray();
        writeMillis("idleMillis", status.idle(), json);
        writeMillis("stopsInMillis", status.stopsIn(), json);
        json.writeStringField("onIdle", status.onIdle());
        writeHolds(status, json);
        writeLastActivity(status, json);
        writeSleep(status, json);
        json.writeEndObject();
    }

    private static void writeConnections(ServiceStatus status, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("connections");
        for (ServiceStatus.OpenConnection each : status.connections()) {
            json.writeStartObject();
            json.writeNumberField("connection", each.connection());
            json.writeStringField("remote", each.remote());
            json.writeNumberField("ageMillis", each.age().toMillis());
            writeMillis("idleMillis", each.idle(), json);
            writeBytes("bytesIn", each.traffic().map(Traffic::bytesIn), json);
            writeBytes("bytesOut", each.traffic().map(Traffic::bytesOut), json);
            writeCounts(each.uncounted(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("leftOut", status.leftOut());
    }

    /** Writes connections that have closed. */
    static void write(RecentlyClosed closed, JsonGenerator json) throws IOException {
        json.writeNumberField("latest", closed.latest());
        json.writeNumberField("missed", closed.missed());
        json.writeArrayFieldStart("closed");
        for (ClosedConnection each : closed.connections()) {
            json.writeStartObject();
            json.writeNumberField("connection", each.connection());
            json.writeStringField("remote", each.remote());
            json.writeStringField("at", text(each.at()));
            json.writeNumberField("durationMillis", each.stayed().toMillis());
            writeBytes("bytesIn", each.traffic().map(Traffic::bytesIn), json);
            writeBytes("bytesOut", each.traffic().map(Traffic::bytesOut), json);
            writeCounts(each.uncounted(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeCounts(Optional<Uncounted> uncounted, JsonGenerator json) throws IOException {
        json.writeBooleanField("counts", uncounted.isEmpty());
        if (uncounted.isPresent()) {
            json.writeStringField("uncountedBecause", uncounted.get().word());
        }
    }

    private static void writeHolds(ServiceStatus status, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("holds");
        for (ServiceStatus.Holding each : status.holds()) {
            json.writeStartObject();
            json.writeStringField("id", each.id());
            json.writeStringField("reason", each.reason());
            if (each.expiresIn().isPresent()) {
                json.writeNumberField("expiresInMillis", each.expiresIn().get().toMillis());
            } else {
                json.writeNullField("expiresInMillis");
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeLastActivity(ServiceStatus status, JsonGenerator json) throws IOException {
        if (status.lastActivity().isEmpty()) {
            json.writeNullField("lastActivity");
            return;
        }
        ServiceStatus.LastActivity last = status.lastActivity().get();
        json.writeObjectFieldStart("lastActivity");
        json.writeStringField("what", last.what());
        json.writeNumberField("agoMillis", last.ago().toMillis());
        json.writeStringField("remote", last.remote());
        json.writeEndObject();
    }

    private static void writeSleep(ServiceStatus status, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("sleeps");
        for (ServiceStatus.Sleep each : status.sleeps()) {
            json.writeStartObject();
            json.writeStringField("at", text(each.at()));
            json.writeNumberField("idleMillis", each.idle().toMillis());
            json.writeNumberField("durationMillis", each.took().toMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("wakes");
        for (ServiceStatus.Waking each : status.wakes()) {
            json.writeStartObject();
            json.writeStringField("at", text(each.at()));
            json.writeStringField("reason", each.reason());
            json.writeNumberField("durationMillis", each.took().toMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static void writeMillis(String name, Optional<Duration> time, JsonGenerator json) throws IOException {
        if (time.isPresent()) {
            json.writeNumberField(name, time.get().toMillis());
        } else {
            json.writeNullField(name);
        }
    }

    private static void writeBytes(String name, Optional<Long> bytes, JsonGenerator json) throws IOException {
        if (bytes.isPresent()) {
            json.writeNumberField(name, bytes.get());
        } else {
            json.writeNullField(name);
        }
    }
}
