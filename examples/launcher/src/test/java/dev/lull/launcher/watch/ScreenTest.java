package dev.lull.launcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.launcher.control.RecentlyClosed;
import dev.lull.launcher.control.ServiceStatus.OpenConnection;
import dev.lull.launcher.control.Uncounted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {

    private static List<String> lines(View view, int width, int height) {
        return Screen.lines(view, width, height, ZoneOffset.UTC).stream()
                .map(ScreenLine::text)
                .toList();
    }

    private static View twoSeconds() {
        return Played.view(
                Played.busy(
                        List.of(
                                Played.open(1, "10.0.0.7:51234", Duration.ofSeconds(4338), 1_000_000, 24_000_000),
                                Played.open(2, "[2001:db8::7]:51234", Duration.ofSeconds(10), 50, 50)),
                        Played.nobody()),
                Played.busy(
                        List.of(
                                Played.open(1, "10.0.0.7:51234", Duration.ofSeconds(4340), 1_002_000, 24_500_000),
                                Played.open(2, "[2001:db8::7]:51234", Duration.ofSeconds(12), 50, 2_000_050),
                                Played.uncounted(3, "10.9.0.1:80", Uncounted.IGNORED)),
                        new RecentlyClosed(1, List.of(Played.closed(4, "10.0.0.9:49152")), 0)));
    }

    /** As docs/launcher.md shows it. */
    @Test
    void showsTheFastestFirstWhoDoesNotCountAndWhoHasLeft() throws IOException {
        assertThat(lines(twoSeconds(), 80, 12))
                .containsExactly(
                        "port-22: watching, port 22, with procfs (sock_diag)",
                        "2 open, and 1 that does not count",
                        "",
                        "PEER                   AGE  IDLE     IN   IN/S     OUT    OUT/S  NOT COUNTED",
                        "[2001:db8::7]:51234    12s    3s    50B     0B   2.0MB    1.0MB",
                        "10.0.0.7:51234       1h12m    3s  1.0MB  1.0kB  24.5MB  250.0kB",
                        "10.9.0.1:80          1m10s                                       ignored",
                        "",
                        "TIME      PEER                   FOR       IN       OUT",
                        "19:14:26  10.0.0.9:49152         1h12m     1.9MB    24.0MB",
                        "",
                        "q quits");
        assertThat(Files.readString(Path.of("..", "..", "docs", "launcher.md")))
                .contains(String.join("\n", lines(twoSeconds(), 80, 12)));
    }

    @Test
    void countsDownWhileNobodyIsConnected() {
        assertThat(lines(Played.view(Played.idle()), 80, 24))
                .contains("0 open; stops in 9m12s, at 19:23:43; idle for 48s", "PEER");
    }

    @ParameterizedTest
    @CsvSource({
        "120, PEER AGE IDLE IN IN/S OUT OUT/S NOT COUNTED",
        "70, PEER AGE IDLE IN IN/S OUT/S NOT COUNTED",
        "62, PEER AGE IDLE IN/S OUT/S NOT COUNTED",
        "56, PEER AGE IN/S OUT/S NOT COUNTED",
        "40, PEER AGE NOT COUNTED",
        "32, PEER NOT COUNTED",
        "20, PEER",
        "3, PEER"
    })
    void dropsTheColumnsThatMatterLeastWhereItIsNarrow(int width, String headings) {
        assertThat(lines(twoSeconds(), width, 14).get(3).replaceAll(" +", " ")).isEqualTo(headings);
    }

    @Test
    void ofManyShowsTheFastestAndCountsTheOthers() {
        List<OpenConnection> before = LongStream.rangeClosed(1, 430)
                .mapToObj(id -> Played.open(id, "10.0.0.7:" + id, Duration.ofSeconds(10), 0, 0))
                .toList();
        List<OpenConnection> after = LongStream.rangeClosed(1, 430)
                .mapToObj(id -> Played.open(id, "10.0.0.7:" + id, Duration.ofSeconds(11), 100 * id, 0))
                .toList();
        View view = Played.view(Played.busy(before, Played.nobody()), Played.busy(after, Played.nobody()));
        List<String> lines = lines(view, 80, 24);
        assertThat(lines.get(4)).startsWith("10.0.0.7:430 ");
        assertThat(lines).hasSize(24);
        assertThat(lines.get(22)).isEqualTo("and 412 more");
    }

    @Test
    void leavesAThirdToThoseWhoHaveLeft() {
        View view = Played.view(Played.busy(
                LongStream.rangeClosed(1, 100)
                        .mapToObj(id -> Played.open(id, "10.0.0.7:" + id, Duration.ofSeconds(10), 0, 0))
                        .toList(),
                new RecentlyClosed(
                        200,
                        LongStream.rangeClosed(1, 100)
                                .mapToObj(id -> Played.closed(id, "10.0.0.9:" + id))
                                .toList(),
                        12)));
        List<String> lines = lines(view, 80, 24);
        assertThat(lines).hasSize(24);
        assertThat(lines.get(22)).contains("10.0.0.9:100 ");
        assertThat(lines.stream().filter(line -> line.contains("10.0.0.9"))).hasSize(4);
        assertThat(lines)
                .contains("TIME      PEER                   FOR       IN       OUT   (and 12 that were not told)");
    }

    @Test
    void isNeverHigherThanTheTerminal() {
        IntStream.rangeClosed(1, 30).forEach(height -> assertThat(lines(twoSeconds(), 80, height))
                .as("height %s", height)
                .hasSize(height));
    }

    @Test
    void showsControlCharactersAsEscapes() {
        View view = Played.view(Played.busy(
                List.of(Played.open(1, "10.0.0.7\u001b[2J:5", Duration.ofSeconds(1), 0, 0)), Played.nobody()));
        assertThat(lines(view, 80, 24)).anyMatch(line -> line.startsWith("10.0.0.7\\u001b[2J:5"));
    }
}
