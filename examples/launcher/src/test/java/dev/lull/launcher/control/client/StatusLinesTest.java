package dev.lull.launcher.control.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.launcher.control.JsonObject;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusLinesTest {

    private static final String BEGIN = "{\"name\":\"port-22\",\"state\":\"watching\",\"at\":\"2026-05-04T19:14:31Z\","
            + "\"since\":\"2026-05-04T18:02:11Z\",\"service\":\"sshd\",\"target\":\"port 22\",\"strategy\":\"procfs\","
            + "\"description\":\"sock_diag\",\"onIdle\":\"exit\",\"witness\":\"/proc files\",";

    private static List<String> lines(String rest) throws IOException {
        return StatusLines.of(JsonObject.parse(BEGIN + rest + "}"), ZoneOffset.UTC);
    }

    @Test
    void saysWhenAnIdleServiceStops() throws IOException {
        assertThat(lines("\"open\":0,\"connections\":[],\"keptUpBy\":[],\"idleMillis\":48000,\"stopsInMillis\":552000,"
                        + "\"lastActivity\":{\"what\":\"closed\",\"agoMillis\":48000,\"remote\":\"10.0.0.7:51234\"}"))
                .containsExactly(
                        "port-22: watching, sshd up since 18:02:11 (1h12m20s)",
                        "  stops    at 19:23:43, in 9m12s",
                        "  idle     since 19:13:43 (48s)",
                        "  target   port 22, with procfs (sock_diag)",
                        "  open     0",
                        "  last     10.0.0.7:51234 left 48s ago",
                        "  witness  /proc files");
    }

    @Test
    void saysWhoKeepsItUpAndWhoDoesNotCount() throws IOException {
        assertThat(lines("\"open\":1,\"keptUpBy\":[\"1 connection is open\"],\"connections\":["
                        + "{\"remote\":\"10.0.0.7:51234\",\"ageMillis\":4340000,\"idleMillis\":3000,\"bytesIn\":1900000,"
                        + "\"bytesOut\":24000000,\"counts\":true},"
                        + "{\"remote\":\"10.9.0.1:80\",\"ageMillis\":1000,\"idleMillis\":null,\"counts\":false}]"))
                .contains(
                        "  kept up  1 connection is open",
                        "  open     1, and 1 that does not count",
                        "           10.0.0.7:51234  for 1h12m20s  idle 3s  1.9 MB in  24.0 MB out",
                        "           10.9.0.1:80     for 1s                                         does not count");
    }

    @Test
    void keepsWhatOthersHaveNamedInItsLine() throws IOException {
        assertThat(lines("\"keptUpBy\":[\"held by h1 (two\\nlines) for 1s more\"]"))
                .contains("  kept up  held by h1 (two\\nlines) for 1s more");
    }

    @Test
    void listsOneThatDoesNotAnswer() {
        assertThat(StatusLines.row("port-22", Optional.empty(), ZoneOffset.UTC)).startsWith("port-22", "no answer");
    }
}
