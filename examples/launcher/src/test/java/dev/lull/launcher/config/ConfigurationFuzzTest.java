package dev.lull.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever a file is, it is read, or refused with reasons that have their place; each input is a number's. */
class ConfigurationFuzzTest {

    private static final int INPUTS = 10_000;

    private static final List<String> PIECES = List.of(
            "services:",
            "idle: 5m",
            "port",
            "after: [a]",
            "env: {A: b}",
            "command",
            "\n",
            "\n  ",
            "\n    ",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "&a ",
            "*a",
            "<<: *a",
            "? ",
            "!!str ",
            "!x ",
            "|\n",
            ">-\n",
            "'",
            "\"",
            "\\x00",
            "\\",
            "#",
            "%YAML 1.2\n---\n",
            "%YAML 99999999999.1\n---\n",
            "%TAG ! x:\n---\n",
            "---\n",
            "...\n",
            "\t",
            "\0",
            "\uFEFF",
            "\u2028",
            "\ud83d\udca4",
            "\ud83d",
            "@",
            "`",
            ",",
            "~",
            "null",
            "0x16",
            "1e3",
            ".nan",
            "\r",
            "\r\n",
            " ");

    @Test
    void anyFileIsReadOrRefusedWithReasons() throws IOException {
        String example = Files.readString(Path.of("..", "config", "lull.yaml"));
        for (int seed = 1; seed <= INPUTS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] input = input(random, random.nextBoolean() ? example : "");
            try {
                Configuration read = ConfigurationReader.read("lull.yaml", input, ConfigurationReaderTest.OPTIONS);
                assertThat(read.problems()).allSatisfy(problem -> assertThat(problem.toString())
                        .startsWith("lull.yaml")
                        .doesNotContain(": null")
                        .hasSizeLessThan(1000));
                assertThat(read.services().isEmpty() && read.problems().isEmpty())
                        .isFalse();
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static byte[] input(SplittableRandom random, String begun) {
        StringBuilder text = new StringBuilder(begun);
        for (int changes = random.nextInt(begun.isEmpty() ? 40 : 6); changes >= 0; changes--) {
            int at = begun.isEmpty() ? text.length() : random.nextInt(text.length() + 1);
            if (random.nextInt(4) == 0 && at < text.length()) {
                text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
            } else {
                text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
