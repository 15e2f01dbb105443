package dev.lull.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.launcher.EventFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LogFormTest {

    private static final Clock TIME = Clock.fixed(Instant.parse("2026-03-02T21:14:02.5Z"), ZoneOffset.UTC);
    private static final LogEntry ENTRY = new LogEntry(
            LogLevel.ERROR, List.of("broken", "pipe\n"), "at A\nat B\n", json -> json.writeNumberField("n", 5));

    @Test
    void givesPeopleTheTimeOfDay() {
        assertThat(LogForm.timed(TIME, "lull").of(ENTRY))
                .isEqualTo("21:14:02 lull: broken\n21:14:02 lull: pipe\\n\nat A\nat B\n");
    }

    @Test
    void givesTheJournalAPriorityInEachLineAndNoTime() {
        assertThat(LogForm.prioritized("lull").of(ENTRY))
                .isEqualTo("<3>lull: broken\n<3>lull: pipe\\n\n<3>at A\n<3>at B\n");
    }

    @Test
    void givesProgramsOneLineWhateverIsInIt() {
        String text = LogForm.json(TIME, false).of(ENTRY);
        assertThat(text).endsWith("}\n").hasLineCount(1);
        assertThat(EventFile.parse(text))
                .containsEntry("at", "2026-03-02T21:14:02.500Z")
                .containsEntry("level", "error")
                .containsEntry("message", "broken\npipe\n")
                .containsEntry("n", "5")
                .containsEntry("detail", "at A\nat B\n");
        assertThat(LogForm.json(TIME, true).of(ENTRY)).isEqualTo("<3>" + text);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void knowsTheJournalsStreamByDeviceAndInode(@TempDir Path folder) throws Exception {
        Path stream = Files.createFile(folder.resolve("stream"));
        String named = Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");
        assertThat(JournalStream.matches(named, stream)).isTrue();
        assertThat(JournalStream.matches(named, folder)).isFalse();
        assertThat(JournalStream.matches("nonsense", stream)).isFalse();
        assertThat(JournalStream.matches(named, folder.resolve("gone"))).isFalse();
    }
}
