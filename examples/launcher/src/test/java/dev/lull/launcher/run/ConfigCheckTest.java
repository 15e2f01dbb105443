package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lull config check} says what would be run, or all that is wrong. */
class ConfigCheckTest {

    private static final Path DOCUMENT = Path.of("..", "..", "docs", "launcher.md");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private int check(Path file) {
        return ConfigCheckCommand.check(
                file,
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    @Test
    void summarisesAGoodFileWithoutItsSecrets(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("lull.yaml"),
                """
                services:
                  db: {port: 5432, on-idle: freeze, command: postgres, after: ssh, env: {PASSWORD: hunter2}}
                  ssh: {port: 22, idle: 10m, command: [sshd, -D]}
                """);
        assertThat(check(file)).isZero();
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        1. ssh: port 22, idle 10m, on-idle exit
                           command: sshd -D
                        2. db: port 5432, idle 1m, on-idle freeze
                           command: /bin/sh -c exec postgres
                           after: ssh
                           env: PASSWORD
                        """);
    }

    @Test
    void tellsAllProblemsALineEach(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("lull.yaml"), "port: 0\nidle: 10 mins\nidel: 5m\n");
        assertThat(check(file)).isEqualTo(64);
        assertThat(out.size()).isZero();
        assertThat(errors.toString(StandardCharsets.UTF_8).lines().map(line -> line.replace(folder + "/", "")))
                .containsExactly(
                        "lull.yaml:1:7: port: \"0\" is not a port, expected a number from 1 to 65535",
                        "lull.yaml:2:7: idle: \"10 mins\" is not a duration, expected one such as 90s, 5m, 1h30m or PT5M",
                        "lull.yaml:3:1: \"idel\" is no option, did you mean idle?");
    }

    @Test
    void findsNothingWrongWithTheExampleOfTheDocument(@TempDir Path folder) throws IOException {
        String document = Files.readString(DOCUMENT);
        String example = YAML.matcher(document)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        Path file = Files.writeString(folder.resolve("lull.yaml"), example);
        assertThat(check(file)).as(errors.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("1. ssh: ").contains("2. db: ");
    }
}
