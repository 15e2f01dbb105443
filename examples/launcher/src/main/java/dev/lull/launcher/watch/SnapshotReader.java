package dev.lull.launcher.watch;

import dev.lull.Traffic;
import dev.lull.launcher.control.ClosedConnection;
import dev.lull.launcher.control.JsonObject;
import dev.lull.launcher.control.RecentlyClosed;
import dev.lull.launcher.control.ServiceStatus.OpenConnection;
import dev.lull.launcher.control.Uncounted;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads what a run answers to {@code watch}. What is missing, as from another version, is taken for unknown. */
final class SnapshotReader {

    private SnapshotReader() {}

    static Optional<Snapshot> read(JsonObject answer) {
        return answer.object("status")
                .map(status -> new Snapshot(
                        text(status, "name"),
                        text(status, "state"),
                        how(status),
                        moment(status),
                        open(status),
                        status.objects("connections").stream()
                                .map(SnapshotReader::connection)
                                .toList(),
                        (int) status.number("leftOut").orElse(0),
                        status.texts("keptUpBy"),
                        millis(status, "idleMillis"),
                        millis(status, "stopsInMillis"),
                        text(status, "onIdle"),
                        new RecentlyClosed(
                                answer.number("latest").orElse(0),
                                answer.objects("closed").stream()
                                        .map(SnapshotReader::closed)
                                        .toList(),
                                answer.number("missed").orElse(0))));
    }

    private static String how(JsonObject status) {
        String strategy = text(status, "strategy");
        String description = text(status, "description");
        return text(status, "target") + ", with "
                + (description.isEmpty() || description.equals(strategy)
                        ? strategy
                        : strategy + " (" + description + ")");
    }

    private static OptionalInt open(JsonObject status) {
        OptionalLong open = status.number("open");
        return open.isPresent() ? OptionalInt.of((int) open.getAsLong()) : OptionalInt.empty();
    }

    private static OpenConnection connection(JsonObject json) {
        return new OpenConnection(
                json.number("connection").orElse(0),
                text(json, "remote"),
                millis(json, "ageMillis").orElse(Duration.ZERO),
                millis(json, "idleMillis"),
                traffic(json),
                uncounted(json));
    }

    private static ClosedConnection closed(JsonObject json) {
        return new ClosedConnection(
                json.number("connection").orElse(0),
                text(json, "remote"),
                moment(json),
                millis(json, "durationMillis").orElse(Duration.ZERO),
                traffic(json),
                uncounted(json));
    }

    private static Optional<Uncounted> uncounted(JsonObject json) {
        return json.flag("counts")
                ? Optional.empty()
                : json.text("uncountedBecause")
                        .flatMap(Uncounted::named)
                        .or(() -> Optional.of(Uncounted.TOO_LITTLE_TRAFFIC));
    }

    private static Optional<Traffic> traffic(JsonObject json) {
        OptionalLong in = json.number("bytesIn");
        OptionalLong out = json.number("bytesOut");
        return in.isPresent() && out.isPresent()
                ? Optional.of(new Traffic(Math.max(0, in.getAsLong()), Math.max(0, out.getAsLong())))
                : Optional.empty();
    }

    private static String text(JsonObject json, String name) {
        return json.text(name).orElse("");
    }

    private static Optional<Duration> millis(JsonObject json, String name) {
        OptionalLong millis = json.number(name);
        return millis.isPresent() ? Optional.of(Duration.ofMillis(Math.max(0, millis.getAsLong()))) : Optional.empty();
    }

    private static Instant moment(JsonObject json) {
        try {
            return json.text("at").map(Instant::parse).orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
