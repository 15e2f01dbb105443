package dev.lull.launcher.watch;

import dev.lull.Traffic;
import dev.lull.launcher.control.ClosedConnection;
import dev.lull.launcher.control.Uncounted;
import dev.lull.launcher.option.ByteCount;
import dev.lull.spi.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of the table and of the lines. */
final class Words {

    /** Of a closed connection's line. */
    static final String CLOSED_HEADING = "TIME      PEER                   FOR       IN       OUT";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final Pattern OPEN = Pattern.compile("\\d+ connections? (?:is|are) open");
    private static final Pattern TWO_UNITS = Pattern.compile("\\d+(?:ms|[dhms])(?:\\d+[hms])?");

    private Words() {}

    /** Shows a time by its two largest units: {@code 1h12m}. */
    static String time(Duration time) {
        String text = Durations.text(time);
        Matcher matcher = TWO_UNITS.matcher(text);
        return matcher.lookingAt() ? matcher.group() : text;
    }

    static String bytes(long bytes) {
        return ByteCount.of(bytes).replace(" ", "");
    }

    static String clockTime(Instant moment, ZoneId zone) {
        return TIME.format(moment.atZone(zone));
    }

    /** Says what is watched. */
    static String title(Snapshot snapshot) {
        String state = snapshot.state().isEmpty() ? "" : ": " + snapshot.state();
        return snapshot.name() + state + ", " + snapshot.how();
    }

    /** Says what is open, and why it is up or when it stops. */
    static String standing(Snapshot snapshot, ZoneId zone) {
        StringBuilder text = new StringBuilder(open(snapshot));
        if (snapshot.stopsIn().isPresent()) {
            Duration left = snapshot.stopsIn().get();
            text.append("; ")
                    .append(verb(snapshot.onIdle()))
                    .append(" in ")
                    .append(Durations.textRoundedUp(left))
                    .append(", at ")
                    .append(clockTime(snapshot.at().plus(left), zone));
        }
        snapshot.idle().ifPresent(idle -> text.append("; idle for ").append(Durations.text(idle)));
        snapshot.keptUpBy().stream()
                .filter(sentence -> !OPEN.matcher(sentence).matches()) // said before
                .forEach(sentence -> text.append("; ").append(sentence));
        return text.toString();
    }

    private static String open(Snapshot snapshot) {
        long uncounted =
                snapshot.connections().stream().filter(each -> !each.counts()).count();
        String open =
                snapshot.open().isPresent() ? String.valueOf(snapshot.open().getAsInt()) : "?";
        return open + " open"
                + (uncounted == 0
                        ? ""
                        : ", and " + uncounted + " that " + (uncounted == 1 ? "does" : "do") + " not count");
    }

    private static String verb(String onIdle) {
        return switch (onIdle) {
            case "freeze" -> "freezes";
            case "stop-command" -> "sleeps";
            default -> "stops";
        };
    }

    /** Says of one that has closed when, who, for how long and what it carried. */
    static String closed(ClosedConnection closed, ZoneId zone) {
        return String.format(
                        Locale.ROOT,
                        "%s  %-21s  %-8s  %-7s  %-7s  %s",
                        clockTime(closed.at(), zone),
                        closed.remote(),
                        time(closed.stayed()),
                        closed.traffic().map(Traffic::bytesIn).map(Words::bytes).orElse("-"),
                        closed.traffic()
                                .map(Traffic::bytesOut)
                                .map(Words::bytes)
                                .orElse("-"),
                        uncounted(closed.uncounted()))
                .stripTrailing();
    }

    static String uncounted(Optional<Uncounted> reason) {
        return reason.map(Uncounted::word).orElse("");
    }
}
