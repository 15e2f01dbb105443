package dev.lull.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @Test
    void jsonComesBackAsItWas() throws IOException {
        assertThat(ReportJson.read(ReportJson.write(Fixture.results()))).isEqualTo(Fixture.results());
    }

    @Test
    void jsonOfSomethingElseIsRefusedWithAReason() {
        assertThatThrownBy(() -> ReportJson.read("{\"format\":2}")).hasMessageContaining("\"format\" is 2");
        assertThatThrownBy(() -> ReportJson.read("")).hasMessageContaining("it ends too early");
        assertThatThrownBy(() -> ReportJson.read("[1]")).hasMessageContaining("where an object was expected");
    }

    @Test
    void threeFilesAreWrittenBesideEachOther(@TempDir Path folder) throws IOException {
        ReportFiles.prepare(folder.resolve("new/run.html")).write(Fixture.results(), System.out);
        assertThat(folder.resolve("new"))
                .isDirectoryContaining(file -> file.endsWith("run.html"))
                .isDirectoryContaining(file -> file.endsWith("run.json"))
                .isDirectoryContaining(file -> file.endsWith("run.md"));
        assertThat(Files.readString(folder.resolve("new/run.md"))).contains("| relay | 6.00 (0.75)~ |");
    }

    @Test
    void whoeverIsAbsentOrFailedIsShownWithTheReason() {
        String table = new Tables(Fixture.results()).terminal();
        assertThat(table.lines().filter(line -> line.startsWith("gone"))).anyMatch(line -> line.contains("absent"));
        assertThat(table.lines().filter(line -> line.startsWith("broken"))).anyMatch(line -> line.contains("failed"));
        assertThat(table)
                .contains("gone: absent: gone is not installed")
                .contains("broken: failed: start: broken ended: <why>")
                .contains("half, churn: failed in round 2: Connection reset");
        String page = new HtmlReport(Fixture.results()).html();
        assertThat(page)
                .contains("gone: absent: gone is not installed")
                .contains("broken ended: &lt;why&gt;")
                .doesNotContain("<why>");
    }

    @Test
    void thePageNeedsNoNetworkAndNoScript() {
        assertThat(new HtmlReport(Fixture.results()).html())
                .doesNotContain("http://", "https://", "src=", "@import", "url(")
                .containsOnlyOnce("<script type=\"application/json\"")
                .doesNotContain("<script>");
    }
}
