package dev.lull.launcher.control.client;

import dev.lull.launcher.console.Console;
import dev.lull.launcher.control.JsonObject;
import dev.lull.launcher.option.ByteCount;
import dev.lull.spi.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a run answers, for people: short, and with times of the reader's own zone. What others have named stays one line. */
final class StatusLines {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int MOST_CONNECTIONS = 20;
    private static final int MOST_SLEEPS = 3;

    private final JsonObject status;
    private final ZoneId zone;
    private final Instant now;
    private final List<List<String>> rows = new ArrayList<>();

    private StatusLines(JsonObject status, ZoneId zone) {
        this.status = status;
        this.zone = zone;
        this.now = moment(status, "at").orElse(Instant.EPOCH);
    }

    /** Says how a run stands. */
    static List<String> of(JsonObject status, ZoneId zone) {
        return new StatusLines(status, zone).lines();
    }

    /**
     * Makes a line of the list.
     *
     * @param status empty for one that does not answer
     */
    static List<String> row(String name, Optional<JsonObject> status, ZoneId zone) {
        if (status.isEmpty()) {
            return List.of(name, "no answer", "", "", "", "");
        }
        StatusLines lines = new StatusLines(status.get(), zone);
        return List.of(
                name,
                lines.text("state"),
                lines.text("target"),
                moment(status.get(), "since").map(lines::time).orElse(""),
                lines.number("open"),
                millis(status.get(), "stopsInMillis")
                        .map(Durations::textRoundedUp)
                        .orElse("-"));
    }

    private List<String> lines() {
        sayWhenItStops();
        status.texts("keptUpBy").forEach(sentence -> row("kept up", sentence));
        row("target", text("target") + ", with " + how());
        sayWhatIsOpen();
        sayWhoHolds();
        sayWhatWasLast();
        status.object("passedOver").ifPresent(others -> others.names()
                .forEach(name -> row("not " + name, others.text(name).orElse(""))));
        row("witness", status.text("witness").orElseGet(() -> "none: " + text("witnessReason")));
        saySleeps();
        List<String> lines = new ArrayList<>();
        lines.add(Console.oneLine(text("name") + ": " + text("state") + ", " + text("service") + " up since "
                + moment(status, "since").map(this::timeAndAge).orElse("?")));
        aligned(rows).forEach(line -> lines.add("  " + line));
        return lines;
    }

    private void row(String label, String value) {
        rows.add(List.of(label, value));
    }

    private String text(String name) {
        return status.text(name).orElse("");
    }

    private String number(String name) {
        OptionalLong number = status.number(name);
        return number.isPresent() ? String.valueOf(number.getAsLong()) : "?";
    }

    private String how() {
        String strategy = text("strategy");
        String description = text("description");
        return description.equals(strategy) ? strategy : strategy + " (" + description + ")";
    }

    private void sayWhenItStops() {
        Optional<Duration> stopsIn = millis(status, "stopsInMillis");
        Optional<Duration> idle = millis(status, "idleMillis");
        if (stopsIn.isPresent()) {
            String verb =
                    switch (text("onIdle")) {
                        case "freeze" -> "freezes";
                        case "stop-command" -> "sleeps";
                        default -> "stops";
                    };
            row(verb, "at " + time(now.plus(stopsIn.get())) + ", in " + Durations.textRoundedUp(stopsIn.get()));
        }
        idle.ifPresent(time -> row("idle", "since " + timeAndAge(now.minus(time))));
    }

    private void sayWhatIsOpen() {
        List<JsonObject> connections = status.objects("connections");
        long silent = connections.stream().filter(each -> !each.flag("counts")).count();
        row(
                "open",
                number("open")
                        + (silent == 0
                                ? ""
                                : ", and " + silent + " that " + (silent == 1 ? "does" : "do") + " not count"));
        List<List<String>> table = connections.stream()
                .limit(MOST_CONNECTIONS)
                .map(each -> List.of(
                        each.text("remote").orElse(""),
                        "for " + time(each, "ageMillis"),
                        millis(each, "idleMillis")
                                .map(idle -> "idle " + Durations.text(idle))
                                .orElse(""),
                        bytes(each, "bytesIn", "in"),
                        bytes(each, "bytesOut", "out"),
                        each.flag("counts") ? "" : "does not count"))
                .toList();
        aligned(table).forEach(line -> row("", line));
        long more = connections.size() - table.size() + status.number("leftOut").orElse(0);
        if (more > 0) {
            row("", "and " + more + " more");
        }
    }

    private static String bytes(JsonObject connection, String name, String way) {
        OptionalLong bytes = connection.number(name);
        return bytes.isPresent() ? ByteCount.of(bytes.getAsLong()) + " " + way : "";
    }

    /** Unless what keeps it up says so already. */
    private void sayWhoHolds() {
        if (!status.texts("keptUpBy").isEmpty()) {
            return;
        }
        for (JsonObject hold : status.objects("holds")) {
            String reason = hold.text("reason")
                    .filter(text -> !text.isEmpty())
                    .map(text -> ": " + text)
                    .orElse("");
            boolean ends = hold.number("expiresInMillis").isPresent();
            String rest = ends ? ", for " + upwards(hold, "expiresInMillis") + " more" : "";
            row("hold", hold.text("id").orElse("") + reason + rest);
        }
    }

    private void sayWhatWasLast() {
        Optional<JsonObject> last = status.object("lastActivity");
        if (last.isEmpty()) {
            row("last", "nobody has come or gone yet");
            return;
        }
        String did =
                switch (last.get().text("what").orElse("")) {
                    case "opened" -> " connected ";
                    case "closed" -> " left ";
                    default -> " sent or got something ";
                };
        row("last", last.get().text("remote").orElse("") + did + time(last.get(), "agoMillis") + " ago");
    }

    private void saySleeps() {
        status.objects("sleeps").stream()
                .limit(MOST_SLEEPS)
                .forEach(each -> row(
                        "slept",
                        "from " + moment(each, "at").map(this::time).orElse("?") + ", after " + time(each, "idleMillis")
                                + " without a connection"));
        status.objects("wakes").stream()
                .limit(MOST_SLEEPS)
                .forEach(each -> row(
                        "woken",
                        "at " + moment(each, "at").map(this::time).orElse("?") + " in " + time(each, "durationMillis")
                                + ": " + each.text("reason").orElse("")));
    }

    private static Optional<Duration> millis(JsonObject object, String name) {
        OptionalLong millis = object.number(name);
        return millis.isPresent() ? Optional.of(Duration.ofMillis(millis.getAsLong())) : Optional.empty();
    }

    private static String time(JsonObject object, String name) {
        return millis(object, name).map(Durations::text).orElse("?");
    }

    private static String upwards(JsonObject object, String name) {
        return millis(object, name).map(Durations::textRoundedUp).orElse("?");
    }

    private static Optional<Instant> moment(JsonObject object, String name) {
        try {
            return object.text(name).map(Instant::parse);
        } catch (DateTimeParseException e) { // of another version
            return Optional.empty();
        }
    }

    /** With the day, if that is another one. */
    private String time(Instant moment) {
        ZonedDateTime local = moment.atZone(zone);
        LocalDate today = now.atZone(zone).toLocalDate();
        return (local.toLocalDate().equals(today) ? TIME : DAY_AND_TIME).format(local);
    }

    private String timeAndAge(Instant moment) {
        return time(moment) + " (" + Durations.text(Duration.between(moment, now)) + ")";
    }

    /** Sets columns below each other. */
    static List<String> aligned(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        List<Integer> widths = IntStream.range(0, columns)
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> Console.oneLine(row.get(column)).length())
                        .max()
                        .orElse(0))
                .toList();
        return rows.stream()
                .map(row -> IntStream.range(0, row.size())
                        .filter(column -> widths.get(column) > 0)
                        .mapToObj(column -> padded(Console.oneLine(row.get(column)), widths.get(column)))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .toList();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
