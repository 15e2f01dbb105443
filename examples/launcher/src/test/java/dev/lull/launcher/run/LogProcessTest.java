package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.ScriptedStrategyProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a run says on its standard error, in the program itself; the words are tested on moved clocks. */
@EnabledOnOs(OS.LINUX)
class LogProcessTest {

    private static final String[] RUN = {"run", "--port", "22", "--strategy", "scripted", "--idle", "300ms"};

    @TempDir
    private Path folder = Path.of("");

    private LauncherProcess start(List<String> through, String... more) throws Exception {
        Path connections = Files.writeString(folder.resolve("connections"), "");
        List<String> arguments = new java.util.ArrayList<>(List.of(RUN));
        arguments.addAll(List.of(more));
        return LauncherProcess.through(
                through,
                List.of("-D" + ScriptedStrategyProvider.PROPERTY + "=" + connections),
                arguments.toArray(String[]::new));
    }

    @Test
    void isOneObjectALineForProgramsWhateverIsTold() throws Exception {
        try (LauncherProcess lull = start(List.of(), "--log-format", "json", "--", "/no/such/program")) {
            assertThat(lull.awaitExit()).isEqualTo(127);
            assertThat(lull.err()).hasSizeGreaterThan(1);
            List<Map<String, String>> objects =
                    lull.err().stream().map(EventFile::parse).toList();
            assertThat(objects).allSatisfy(object -> assertThat(object).containsKeys("at", "level", "message"));
            assertThat(objects).anySatisfy(object -> assertThat(object)
                    .containsEntry("event", "watching")
                    .containsEntry("strategy", "scripted"));
            assertThat(objects)
                    .anySatisfy(object -> assertThat(object.get("message")).contains("/no/such/program"));
        }
    }

    @Test
    void hasPrioritiesAndNoTimeWhereItLeadsToTheJournal() throws Exception {
        List<String> asAUnit =
                List.of("sh", "-c", "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec \"$@\"", "sh");
        try (LauncherProcess lull = start(asAUnit)) {
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
            assertThat(lull.err())
                    .allMatch(line -> line.matches("<[3-7]>lull: .*"))
                    .anyMatch(line -> line.startsWith("<6>lull: watching port 22"))
                    .contains("<5>lull: done: stopped because idle (exit code 0)");
        }
        try (LauncherProcess lull = start(List.of("env", "JOURNAL_STREAM=1:1"), "--quiet")) {
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
            assertThat(lull.err())
                    .as("the journal is elsewhere")
                    .hasSize(2)
                    .allMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d lull: .*"));
        }
    }
}
