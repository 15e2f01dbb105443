package dev.lull.launcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.launcher.control.RecentlyClosed;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainTextTest {

    private final View busy = Played.view(
            Played.busy(List.of(Played.open(1, "10.0.0.7:51234", Duration.ofSeconds(70), 1000, 24)), Played.nobody()));

    @Test
    void listsOnceWhoIsThere() {
        assertThat(PlainText.lines(Optional.empty(), busy, ZoneOffset.UTC))
                .containsExactly(
                        "port-22: watching, port 22, with procfs (sock_diag)",
                        "PEER              AGE  IDLE     IN  OUT",
                        "10.0.0.7:51234  1m10s    3s  1.0kB  24B",
                        "TIME      PEER                   FOR       IN       OUT",
                        "19:14:31  1 open");
    }

    @Test
    void tellsThenWhoHasLeftAndWhatHasChanged() {
        View again = View.of(Optional.of(busy), busy.latest());
        assertThat(PlainText.lines(Optional.of(busy), again, ZoneOffset.UTC)).isEmpty();
        Snapshot left = Played.busy(List.of(), new RecentlyClosed(3, List.of(Played.closed(1, "10.0.0.7:51234")), 2));
        View gone = View.of(Optional.of(again), left);
        assertThat(PlainText.lines(Optional.of(again), gone, ZoneOffset.UTC))
                .containsExactly(
                        "19:14:26  10.0.0.7:51234         1h12m     1.9MB    24.0MB",
                        "and 2 more closed",
                        "19:14:31  0 open");
    }

    @Test
    void programsGetTheSameAsJson() {
        View view = View.of(
                Optional.of(busy),
                Played.busy(
                        List.of(Played.open(1, "10.0.0.7:51234", Duration.ofSeconds(72), 5000, 24)),
                        new RecentlyClosed(3, List.of(Played.closed(2, "10.0.0.9:1")), 2)));
        assertThat(JsonText.lines(view))
                .containsExactly(
                        "{\"event\":\"closed\",\"at\":\"2026-05-04T19:14:26Z\",\"connection\":2,\"remote\":\"10.0.0.9:1\","
                                + "\"durationMillis\":4340000,\"bytesIn\":1900000,\"bytesOut\":24000000,\"counts\":true}",
                        "{\"event\":\"untold\",\"at\":\"2026-05-04T19:14:31Z\",\"closed\":2}",
                        "{\"event\":\"look\",\"at\":\"2026-05-04T19:14:31Z\",\"name\":\"port-22\",\"state\":\"watching\","
                                + "\"open\":1,\"connections\":[{\"connection\":1,\"remote\":\"10.0.0.7:51234\","
                                + "\"ageMillis\":72000,\"idleMillis\":3000,\"bytesIn\":5000,\"bytesOut\":24,"
                                + "\"bytesInPerSecond\":2000,\"bytesOutPerSecond\":0,\"counts\":true}],\"leftOut\":0,"
                                + "\"keptUpBy\":[\"1 connection is open\"],\"idleMillis\":null,\"stopsInMillis\":null}");
    }
}
