package dev.lull.launcher.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.HeadlessBrowser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The pictures in {@code docs/architecture.md}. With {@code -Dlull.draw=true} they are written anew. */
class SteeringPicturesTest {

    private static final Path DOCS =
            Path.of("..", "..", "docs").toAbsolutePath().normalize();

    private static final Path PICTURES = DOCS.resolve("pictures");

    private static final int LIGHT_CARD = 0xFBFAF7;
    private static final int DARK_CARD = 0x15181C;

    /** WCAG 2.1, success criterion 1.4.3, is 4.5. */
    private static final String LOOKED_AT =
            """
            const faults = [];
            const light = colour => {
              const linear = colour.match(/\\d+/g).slice(0, 3).map(Number).map(part => part / 255)
                  .map(part => part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
              return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
            };
            const contrast = (one, other) => {
              const both = [light(one), light(other)].sort((a, b) => b - a);
              return (both[0] + 0.05) / (both[1] + 0.05);
            };
            const within = (inner, outer, margin) => inner.left >= outer.left + margin
                && inner.right <= outer.right - margin && inner.top >= outer.top && inner.bottom <= outer.bottom;
            const apart = (one, other) => one.right <= other.left || other.right <= one.left
                || one.bottom <= other.top || other.bottom <= one.top;
            let texts = 0;
            document.querySelectorAll('svg').forEach(svg => {
              const card = svg.querySelector('.card');
              const boxes = [...svg.querySelectorAll('[data-box] rect')];
              const all = [...svg.querySelectorAll('text')];
              all.forEach((text, index) => {
                texts++;
                const place = text.getBoundingClientRect();
                const box = text.parentElement.querySelector(':scope > rect:not(.card)');
                const around = box || card;
                if (!within(place, around.getBoundingClientRect(), 6)) {
                  faults.push('too long: ' + text.textContent);
                }
                const fill = getComputedStyle(around).fill;
                const ground = fill === 'none' ? getComputedStyle(card).fill : fill;
                if (contrast(getComputedStyle(text).fill, ground) < 4.5) {
                  faults.push('too pale: ' + text.textContent);
                }
                const others = [...boxes.filter(each => each !== box), ...all.slice(index + 1)];
                others.filter(each => !apart(place, each.getBoundingClientRect()))
                    .forEach(each => faults.push('overlaps: ' + text.textContent + ' / ' + each.textContent));
              });
            });
            document.querySelectorAll('img').forEach(img => {
              if (!img.complete || img.naturalWidth !== 840) faults.push('not shown: ' + img.src);
            });
            document.body.dataset.texts = texts;
            document.body.dataset.faults = faults.join('; ');
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void areAsTheyAreDrawn() throws IOException {
        if (Boolean.getBoolean("lull.draw")) {
            for (Map.Entry<String, String> each : SteeringPictures.all().entrySet()) {
                Files.writeString(PICTURES.resolve(each.getKey()), each.getValue());
            }
        }
        for (Map.Entry<String, String> each : SteeringPictures.all().entrySet()) {
            assertThat(PICTURES.resolve(each.getKey())).hasContent(each.getValue());
        }
        try (Stream<Path> files = Files.list(PICTURES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(SteeringPictures.all().keySet());
        }
    }

    /** What is no XML, runs a script or loads something is not shown on the project's page. */
    @Test
    void areWellFormedAndNeedNothingElse() throws Exception {
        for (String picture : SteeringPictures.all().values()) {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(picture)));
            assertThat(document.getDocumentElement().getNodeName()).isEqualTo("svg");
            assertThat(picture).doesNotContain("<script", "href", "@import", "<foreignObject");
        }
    }

    @Test
    void areEachShownOnceWithWordsForThoseWhoDoNotSeeThem() throws IOException {
        String document = Files.readString(DOCS.resolve("architecture.md"));
        List<String> shown = new ArrayList<>();
        Matcher images =
                Pattern.compile("!\\[[^\\]]{20,}]\\(pictures/([^)]+)\\)").matcher(document);
        while (images.find()) {
            shown.add(images.group(1));
        }
        assertThat(shown).containsExactlyElementsOf(SteeringPictures.all().keySet());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void canBeReadInLightAndInDark(boolean dark) throws Exception {
        HeadlessBrowser browser = new HeadlessBrowser(folder);
        Path page = folder.resolve("page.html");
        StringBuilder html =
                new StringBuilder("<!DOCTYPE html><meta charset=\"utf-8\"><style>body{margin:0}</style><body>");
        SteeringPictures.all().values().forEach(html::append);
        SteeringPictures.all().keySet().forEach(name -> html.append("<img alt=\"\" src=\"")
                .append(PICTURES.resolve(name).toUri())
                .append("\">"));
        html.append("<script>addEventListener('load', () => {")
                .append(LOOKED_AT)
                .append("});</script>");
        Files.writeString(page, html);
        List<String> options = new ArrayList<>(dark ? HeadlessBrowser.dark() : List.of());
        String seen = browser.open(page, with(options, "--dump-dom"));
        assertThat(seen).contains("data-faults=\"\"").containsPattern("data-texts=\"[3-9]\\d\"");
        Path image = folder.resolve("picture.png");
        browser.open(
                PICTURES.resolve("steering-awake.svg"),
                with(options, "--screenshot=" + image, "--window-size=840,356"));
        BufferedImage drawn = ImageIO.read(image.toFile());
        assertThat(drawn.getRGB(20, 340) & 0xFFFFFF).isEqualTo(dark ? DARK_CARD : LIGHT_CARD);
    }

    private static String[] with(List<String> options, String... more) {
        return Stream.concat(options.stream(), Stream.of(more)).toArray(String[]::new);
    }
}
