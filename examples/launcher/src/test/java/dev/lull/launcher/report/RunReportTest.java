package dev.lull.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.ManualClock;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunReportTest {

    @Test
    void tellsPeopleAndProgramsHowManyConnectionsWereNotToldOneByOne() {
        ManualClock clock = new ManualClock();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        EventsFile file = new EventsFile(events, Clock.systemUTC(), "memory", trouble -> {});
        RunReport report = new RunReport(
                "s",
                "sshd",
                new LookChanges("s", false, clock, () -> ""),
                List.of(
                        new RunLog(new Console(new PrintStream(log, true, StandardCharsets.UTF_8), "lull"), clock),
                        file));
        report.onUntold(412, 409);
        file.close();
        assertThat(log.toString(StandardCharsets.UTF_8))
                .endsWith("lull: 412 more came and 409 went, too fast to be told one by one\n");
        assertThat(EventFile.parse(events.toString(StandardCharsets.UTF_8)))
                .containsEntry("event", "untold")
                .containsEntry("strategy", "s")
                .containsEntry("opened", "412")
                .containsEntry("closed", "409");
    }
}
