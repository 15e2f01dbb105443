package dev.lull.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What was measured for minutes is not lost for a wrong path. */
class ReportFilesTest {

    /** Nobody can make a file there, root neither. */
    private static final Path READ_ONLY = Path.of("/proc/self");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @TempDir
    Path folder = Path.of("");

    @Test
    void aFolderGetsAReportInIt() throws IOException {
        assertThat(ReportFiles.prepare(folder).write(Fixture.results(), out)).isTrue();
        assertThat(folder.resolve("report.html")).isNotEmptyFile();
        assertThat(folder.resolve("report.json")).isNotEmptyFile();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("wrote " + folder.resolve("report.html"));
    }

    @Test
    void aMissingFolderIsMadeBeforeAnythingIsMeasured() throws IOException {
        ReportFiles.prepare(folder.resolve("a/b/run.html"));
        assertThat(folder.resolve("a/b")).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aReadOnlyFolderIsRefusedBeforeAnythingIsMeasured() {
        assertThatThrownBy(() -> ReportFiles.prepare(READ_ONLY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be written: ");
        assertThatThrownBy(() -> ReportFiles.prepare(READ_ONLY.resolve("new/run.html")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/new cannot be written: ");
    }

    @Test
    void aFileInTheWayOfAFolderOrAFolderInTheWayOfAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> ReportFiles.prepare(file.resolve("run.html")))
                .hasMessage(file + " cannot be written: it is no folder");
        Path json = Files.createDirectory(folder.resolve("run.json"));
        assertThatThrownBy(() -> ReportFiles.prepare(folder.resolve("run.html")))
                .hasMessage(json + " is a folder, and would have to be a file");
    }

    @Test
    void aFolderThatVanishedMeanwhileIsMadeAgain() throws IOException {
        ReportFiles files = ReportFiles.prepare(folder.resolve("new/run.html"));
        Files.delete(folder.resolve("new"));
        assertThat(files.write(Fixture.results(), out)).isTrue();
        assertThat(folder.resolve("new/run.json")).isNotEmptyFile();
    }

    @Test
    void whereTheReportCannotBeWrittenInTheEndTheJsonIsSavedElsewhere() throws IOException {
        ReportFiles files = ReportFiles.prepare(folder.resolve("new/run.html"));
        Files.delete(folder.resolve("new"));
        Files.writeString(folder.resolve("new"), "in the way");
        assertThat(files.write(Fixture.results(), out)).isFalse();
        String said = printed.toString(StandardCharsets.UTF_8);
        assertThat(said).contains("the report cannot be written in " + folder.resolve("new") + ": it is no folder");
        Path saved = Path.of(said.lines()
                .filter(line -> line.startsWith("what was measured is in "))
                .map(line -> line.substring("what was measured is in ".length()))
                .findFirst()
                .orElseThrow());
        assertThat(ReportJson.read(Files.readString(saved))).isEqualTo(Fixture.results());
        Files.delete(saved);
    }

    @Test
    void whereNothingCanBeWrittenTheJsonIsPrinted() throws IOException {
        ReportFiles.saveElsewhere(Fixture.results(), out, folder.resolve("missing"));
        String said = printed.toString(StandardCharsets.UTF_8);
        assertThat(said).startsWith("what was measured cannot be written in " + folder.resolve("missing"));
        assertThat(ReportJson.read(said.substring(said.indexOf('{')))).isEqualTo(Fixture.results());
    }
}
