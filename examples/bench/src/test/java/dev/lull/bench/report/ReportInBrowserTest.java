package dev.lull.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.bench.extra.Measurements;
import dev.lull.bench.machine.Programs;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Statistics;
import dev.lull.contract.Require;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. */
class ReportInBrowserTest {

    private static final int PATIENCE_SECONDS = 60;
    private static final int LIGHT_PAGE = 0xFBFAF7;
    private static final int DARK_PAGE = 0x15181C;

    @TempDir
    Path folder = Path.of("");

    private Path page = Path.of("");

    @BeforeEach
    void writeReport() throws Exception {
        Require.that("chromium", Programs.find("chromium").isPresent(), "chromium is not installed");
        page = folder.resolve("report.html");
        ReportFiles.prepare(page).write(Fixture.results(), System.out);
    }

    @Test
    void saysTheSameNumbersAsTheJson() throws Exception {
        String dom = browse("--dump-dom");
        Results json = ReportJson.read(Files.readString(folder.resolve("report.json")));
        Matcher cells = Pattern.compile(
                        "<td data-contestant=\"([^\"]*)\" data-metric=\"([^\"]*)\" data-median=\"([^\"]*)\"[^>]*>([^<~]*)")
                .matcher(dom);
        int found = 0;
        while (cells.find()) {
            Statistics expected = json.of(
                            cells.group(1), Measurements.metric(cells.group(2)).orElseThrow())
                    .orElseThrow();
            assertThat(Double.parseDouble(cells.group(3))).isEqualTo(expected.median());
            assertThat(cells.group(4).strip()).isEqualTo(NumberText.of(expected.median()));
            found++;
        }
        long expected = json.participants().stream()
                .flatMap(participant ->
                        Measurements.in(json).stream().map(metric -> json.of(participant.name(), metric)))
                .filter(Optional::isPresent)
                .count();
        assertThat(found).isEqualTo((int) expected).isPositive();
    }

    @Test
    void isDrawnInLightAndDark() throws Exception {
        BufferedImage light = screenshot("light.png");
        BufferedImage dark = screenshot("dark.png", "--force-dark-mode", "--blink-settings=preferredColorScheme=0");
        assertThat(light.getRGB(2, 2) & 0xFFFFFF).isEqualTo(LIGHT_PAGE);
        assertThat(dark.getRGB(2, 2) & 0xFFFFFF).isEqualTo(DARK_PAGE);
        // Each kind of contestant has its colour: with those a page without charts would have far fewer.
        assertThat(colours(light)).hasSizeGreaterThan(50);
        assertThat(colours(dark)).hasSizeGreaterThan(50);
    }

    private BufferedImage screenshot(String name, String... options) throws Exception {
        Path image = folder.resolve(name);
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--screenshot=" + image);
        all.add("--window-size=1280,2400");
        browse(all.toArray(new String[0]));
        return ImageIO.read(image.toFile());
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x += 2) {
            for (int y = 0; y < image.getHeight(); y += 2) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours;
    }

    /** Opens the page without a network; fails if the browser's console says anything. */
    private String browse(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Programs.find("chromium").orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--host-resolver-rules=MAP * ~NOTFOUND"));
        command.addAll(List.of(options));
        command.add(page.toUri().toString());
        Path errors = folder.resolve("errors");
        Path output = folder.resolve("output");
        Process browser = new ProcessBuilder(command)
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(browser.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("chromium ended within %d s", PATIENCE_SECONDS)
                    .isTrue();
        } finally {
            browser.destroyForcibly();
        }
        assertThat(Files.readString(errors, StandardCharsets.UTF_8)).doesNotContain("CONSOLE");
        assertThat(browser.exitValue()).isZero();
        return Files.readString(output);
    }
}
