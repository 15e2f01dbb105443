package dev.lull.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.launcher.LauncherProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code lull bench} as its users run it; what it measures is tested where the harness is. */
@EnabledOnOs(OS.LINUX)
class BenchCommandTest {

    @Test
    void measuresWhatLullRunStartsAndWritesTheReport(@TempDir Path folder) throws Exception {
        Path page = folder.resolve("report.html");
        try (LauncherProcess bench = LauncherProcess.start(
                "bench", "--quick", "--rounds", "1", "--only", "procfs,proxy,start,pp1", "--out", page.toString())) {
            assertThat(bench.awaitExit())
                    .as(() -> bench.out() + " " + bench.err())
                    .isZero();
            assertThat(bench.out())
                    .anyMatch(line -> line.startsWith("direct "))
                    .anyMatch(line -> line.startsWith("procfs ") && line.contains("("))
                    .anyMatch(line -> line.startsWith("proxy ") && line.contains("("))
                    .contains("wrote " + page);
        }
        assertThat(Files.readString(page)).contains("data-contestant=\"proxy\" data-metric=\"pp1.p50\"");
        Path json = folder.resolve("report.json");
        try (LauncherProcess compare = LauncherProcess.start("bench", "compare", json.toString(), json.toString())) {
            assertThat(compare.awaitExit()).isZero();
            assertThat(compare.out()).anyMatch(line -> line.startsWith("proxy") && line.contains("+0.0%"));
        }
    }

    @Test
    void writesNothingIntoTheCurrentFolderUnlessAskedAndSaysWhereItDid(@TempDir Path here) throws Exception {
        List<String> there = List.of("env", "-C", here.toString());
        try (LauncherProcess bench = LauncherProcess.through(
                there, List.of(), "bench", "--quick", "--rounds", "1", "--only", "procfs,pp1")) {
            assertThat(bench.awaitExit())
                    .as(() -> bench.out() + " " + bench.err())
                    .isZero();
            List<Path> written = bench.out().stream()
                    .filter(line -> line.startsWith("wrote "))
                    .map(line -> Path.of(line.substring("wrote ".length())))
                    .toList();
            assertThat(written).hasSize(3).allSatisfy(file -> assertThat(file)
                    .isRegularFile()
                    .startsWith(Path.of(System.getProperty("java.io.tmpdir"))));
            for (Path file : written) {
                Files.delete(file);
            }
            Files.delete(written.get(0).getParent());
        }
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefusedBeforeAnythingIsMeasured() throws Exception {
        try (LauncherProcess bench = LauncherProcess.start("bench", "--quick", "--out", "/proc/self/report.html")) {
            assertThat(bench.awaitExit()).isEqualTo(64);
            assertThat(bench.err()).anyMatch(line -> line.contains("--out: /proc/self cannot be written: "));
            assertThat(bench.out()).isEmpty();
        }
    }

    @Test
    void whatWasMeasuredUntilASignalIsSaved(@TempDir Path folder) throws Exception {
        try (LauncherProcess bench = LauncherProcess.start(
                "bench", "--quick", "--rounds", "100", "--only", "procfs,pp1", "--out", folder.toString())) {
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> bench.out().stream().anyMatch(line -> line.contains("round 2 of 100")));
            bench.handle().destroy();
            String said = "what was measured is in ";
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> bench.out().stream().anyMatch(line -> line.startsWith(said)));
            for (String line : bench.out()) {
                if (line.startsWith(said)) {
                    Path saved = Path.of(line.substring(said.length()));
                    assertThat(Files.readString(saved)).contains("\"pp1.p50\"");
                    Files.delete(saved);
                }
            }
        }
    }
}
