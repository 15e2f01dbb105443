package dev.lull.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.bench.extra.Measurements;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Statistics;
import dev.lull.contract.HeadlessBrowser;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. */
class ReportInBrowserTest {

    private static final int LIGHT_PAGE = 0xFBFAF7;
    private static final int DARK_PAGE = 0x15181C;

    @TempDir
    Path folder = Path.of("");

    private Path page = Path.of("");
    private @Nullable HeadlessBrowser browser;

    @BeforeEach
    void writeReport() throws Exception {
        browser = new HeadlessBrowser(folder);
        page = folder.resolve("report.html");
        ReportFiles.prepare(page).write(Fixture.results(), System.out);
    }

    @Test
    void saysTheSameNumbersAsTheJson() throws Exception {
        String dom = Objects.requireNonNull(browser).open(page, "--dump-dom");
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
        BufferedImage dark = screenshot("dark.png", HeadlessBrowser.dark().toArray(new String[0]));
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
        Objects.requireNonNull(browser).open(page, all.toArray(new String[0]));
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
}
