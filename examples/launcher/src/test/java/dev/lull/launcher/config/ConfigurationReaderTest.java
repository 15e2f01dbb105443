package dev.lull.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file says is known with its place, and so is each of its mistakes. */
class ConfigurationReaderTest {

    static final List<KnownOption> OPTIONS = List.of(
            new KnownOption("idle", KnownOption.Form.TEXT, false),
            new KnownOption("port", KnownOption.Form.LIST, false),
            new KnownOption("on-idle", KnownOption.Form.TEXT, false),
            new KnownOption("ignore", KnownOption.Form.LIST, false),
            new KnownOption("name", KnownOption.Form.TEXT, false),
            new KnownOption("dry-run", KnownOption.Form.FLAG, false),
            new KnownOption("events", KnownOption.Form.TEXT, true));

    private static Configuration read(String... lines) {
        return read(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static Configuration read(byte[] bytes) {
        return ConfigurationReader.read("lull.yaml", bytes, OPTIONS);
    }

    private static List<String> problems(Configuration configuration) {
        return configuration.problems().stream().map(Object::toString).toList();
    }

    private static ConfiguredService only(Configuration configuration) {
        assertThat(problems(configuration)).isEmpty();
        assertThat(configuration.services()).hasSize(1);
        return configuration.services().get(0);
    }

    @Test
    void takesAFileWithoutServicesForTheOneService() {
        Configuration configuration = read("idle: 5m", "port: 22", "command: [sleep, 60]");
        assertThat(only(configuration).name()).isEmpty();
        assertThat(only(configuration).command()).containsExactly("sleep", "60");
        ConfiguredOption port = configuration.common().get("port");
        assertThat(port).isNotNull();
        assertThat(port.values()).containsExactly(new ConfiguredText("22", new Place("lull.yaml", 2, 7)));
    }

    @Test
    void readsAllThatAServiceMayHave() {
        Configuration configuration = read(
                "idle: 5m",
                "services:",
                "  db:",
                "    port: [5432, 5433]",
                "    command: postgres -D /data",
                "    after: []",
                "    before: mkdir -p /run/postgresql",
                "    env: {PGDATA: /data, N: 1, EMPTY: ''}",
                "    working-directory: /data",
                "    restart: on-failure");
        ConfiguredService db = only(configuration);
        assertThat(db.name()).isEqualTo(Optional.of("db"));
        assertThat(db.place()).hasToString("lull.yaml:3:3");
        assertThat(db.command()).containsExactly("/bin/sh", "-c", "exec postgres -D /data");
        assertThat(db.before()).containsExactly("mkdir -p /run/postgresql");
        assertThat(db.environment())
                .containsEntry("PGDATA", "/data")
                .containsEntry("N", "1")
                .containsEntry("EMPTY", "");
        assertThat(db.workingDirectory()).contains("/data");
        assertThat(db.restart()).isEqualTo(Restart.ON_FAILURE);
        assertThat(db.toString()).contains("PGDATA").doesNotContain("/data");
    }

    @Test
    void startsServicesAfterThoseTheyNameAndElseAsWritten() {
        Configuration configuration =
                read("services:", "  a: {after: c}", "  b: {}", "  c: {after: [d]}", "  d: {}", "  e: {}");
        assertThat(problems(configuration)).isEmpty();
        assertThat(configuration.services().stream()
                        .map(service -> service.name().orElse("")))
                .containsExactly("b", "d", "c", "a", "e");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "idel: 5m                     | lull.yaml:1:1: \"idel\" is no option, did you mean idle?",
                "--idle: 5m                   | lull.yaml:1:1: \"--idle\" is no option, did you mean idle?",
                "frobnicate: 5                | lull.yaml:1:1: \"frobnicate\" is no option, expected one of \"lull run --help\", without the dashes",
                "idle: [5m, 6m]               | lull.yaml:1:7: idle: a list, expected a text",
                "idle: {a: b}                 | lull.yaml:1:7: idle: a map, expected a text",
                "idle:                        | lull.yaml:1:6: idle: nothing, expected a text",
                "idle: !x 5m                  | lull.yaml:1:7: idle: \"5m\" with the tag !x, expected a text",
                "port: [22, [23]]             | lull.yaml:1:12: port: a list, expected a text",
                "dry-run: yes                 | lull.yaml:1:10: dry-run: \"yes\", expected true or false",
                "idle: 5m~idle: 6m            | lull.yaml:2:1: idle: was said already, in line 1, expected it once",
                "just text                    | lull.yaml:1:1: \"just text\", expected a map of options",
                "- idle                       | lull.yaml:1:1: a list, expected a map of options",
                "[a]: b                       | lull.yaml:1:1: a key: a list, expected a text",
                "# nothing                    | lull.yaml:1:1: is empty, expected the options of a run",
                "services:                    | lull.yaml:1:10: services: nothing, expected a map of names and services",
                "services: {}                 | lull.yaml:1:1: services: is empty, expected at least one service",
                "services: [a]                | lull.yaml:1:11: services: a list, expected a map of names and services",
                "services: {a/b: {}}          | lull.yaml:1:12: services: \"a/b\", expected a name of letters, digits, and . _ - in between",
                "services: {a: 5}             | lull.yaml:1:15: a: \"5\", expected a map of options",
                "services: {a: {events: x}}   | lull.yaml:1:16: events: is for the whole run, expected it at the top",
                "services: {a: {name: x}}     | lull.yaml:1:16: name: is the key below services, here a",
                "port: 22~services: {a: {}}   | lull.yaml:1:1: port: belongs to one service, expected it below services",
                "env: {A: b}~services: {a: {}} | lull.yaml:1:1: env: belongs to one service, expected it below services",
                "services: {data: {}, b: {after: dta}} | lull.yaml:1:33: after: there is no service \"dta\", did you mean data?",
                "after: [a]                   | lull.yaml:1:9: after: there is no service \"a\"",
                "services: {a: {after: b}, b: {after: a}} | lull.yaml:1:23: after: the services wait for each other in a circle: a after b after a, expected one to be first",
                "services: {a: {after: a}}    | lull.yaml:1:23: after: the services wait for each other in a circle: a after a, expected one to be first",
                "command: []                  | lull.yaml:1:10: command: is empty, expected a program and its arguments",
                "command: ['']                | lull.yaml:1:10: command: is empty, expected a program and its arguments",
                "command: ' '                 | lull.yaml:1:10: command: \" \" is empty, expected a line for sh -c",
                "command: \"a\\0b\"           | lull.yaml:1:10: command: has the character U+0000, which no program can be given",
                "env: [A=b]                   | lull.yaml:1:6: env: a list, expected a map of names and values",
                "env: {A=b: c}                | lull.yaml:1:7: env: \"A=b\", expected the name of a variable",
                "env: {A: !secret hidden}     | lull.yaml:1:10: env: A: a text with the tag !secret, expected a text (\"\" for an empty one)",
                "restart: always              | lull.yaml:1:10: restart: \"always\", expected never or on-failure",
                "services:~\ta: {}            | lull.yaml:2:1: not YAML: a tab, expected spaces",
                "idle: 5m~---~idle: 6m        | lull.yaml:2:1: not YAML: ",
                "idle: [5m                    | lull.yaml:",
                "idle: *x                     | lull.yaml:1:7: not YAML: found undefined alias x",
            })
    void saysWhereWhatIsWrongAndWhatWasExpected(String text, String problem) {
        String document = text.strip().replace('~', '\n');
        assertThat(problems(read(document))).hasSize(1).first().asString().startsWith(problem);
    }

    @Test
    void tellsAllProblemsInTheOrderOfTheFile() {
        assertThat(problems(read("services:", "  a: {prot: 22, after: [x]}", "  b:", "    idle: []", "ingore: y")))
                .containsExactly(
                        "lull.yaml:2:7: \"prot\" is no option, did you mean port?",
                        "lull.yaml:2:25: after: there is no service \"x\"",
                        "lull.yaml:4:11: idle: a list, expected a text",
                        "lull.yaml:5:1: \"ingore\" is no option, did you mean ignore?");
    }

    @Test
    void refusesWhatIsNoText() {
        assertThat(problems(read(new byte[] {'i', ':', '\n', ' ', (byte) 0xFF})))
                .containsExactly("lull.yaml:2:2: the byte 0xFF is not UTF-8, expected a file in UTF-8");
        assertThat(problems(read(new byte[] {'i', 7})))
                .containsExactly("lull.yaml:1:2: the character U+0007 is not allowed in YAML");
    }

    @Test
    void refusesWhatWouldGrow() {
        assertThat(problems(read(new byte[Utf8File.MOST_BYTES]))).hasSize(1);
        assertThat(problems(read("[".repeat(100_000)))).hasSize(1);
        assertThat(problems(read("idle: " + "[".repeat(30) + "]".repeat(30))))
                .containsExactly("lull.yaml:1:26: lists and maps lie too deep within each other, expected at most 20");
        String many = "*a, ".repeat(50_000);
        assertThat(problems(read("ignore: [&a " + "x".repeat(1000) + ", " + many + "]")))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(100);
        assertThat(problems(read("idle: &a [x]", "port: [" + "*a, ".repeat(60) + "]")))
                .hasSize(1);
    }

    @Test
    void saysInOneLineWhyAFileCannotBeRead(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.yaml");
        assertThat(problems(ConfigurationReader.read(missing, OPTIONS)))
                .containsExactly(missing + ": there is no such file");
        assertThat(problems(ConfigurationReader.read(folder, OPTIONS)))
                .containsExactly(folder + ": is a folder, expected a file");
        assertThat(problems(ConfigurationReader.read(Path.of("/dev/zero"), OPTIONS)))
                .containsExactly("/dev/zero: is too long, expected at most 262144 bytes");
        Path marked = Files.writeString(folder.resolve("marked.yaml"), "\uFEFFidle: 5m\n");
        assertThat(problems(ConfigurationReader.read(marked, OPTIONS))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "postgres -D /data         | exec postgres -D /data",
                "./run --x 'a b' > log     | exec ./run --x 'a b' > log",
                "a && b                    | a && b",
                "cd /x                     | cd /x",
                "FOO=1 ./run               | FOO=1 ./run",
                "exec ./run                | exec ./run",
                "exit 3                    | exit 3",
                "echo $(date)              | echo $(date)",
            })
    void hasASimpleProgramTakeTheShellsPlace(String line, String expected) {
        assertThat(ShellText.inPlace(line)).isEqualTo(expected);
    }
}
