package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.FreePort;
import dev.lull.contract.Require;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of SECURITY.md do what it says: Lull works with so little, and COMMAND has none of it. */
@EnabledOnOs(OS.LINUX)
class SecurityDocumentTest {

    private static final Pattern BLOCK = Pattern.compile("```sh\n(setpriv .*?)```", Pattern.DOTALL);
    private static final Pattern STRATEGY = Pattern.compile("--strategy (\\w+)");

    private static final String SHOW_CREDENTIALS = "grep -E '^(Uid|CapEff|CapAmb|NoNewPrivs):' /proc/self/status";

    /** Of the class path, which others than its owner may not be able to read. */
    @TempDir
    private static Path copies = Path.of("");

    private static String classPath = "";

    static List<String> commands() throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("..", "..", "SECURITY.md")))
                .results()
                .map(block -> block.group(1).replace("\\\n", " ").replaceAll("\\s+", " "))
                .toList();
    }

    @BeforeAll
    static void copyTheClassPath() throws IOException {
        Require.that("setpriv", Require.isRoot() && Require.hasProgram("setpriv"), "needs root and util-linux");
        Require.that("redis", Require.hasProgram("redis-server"), "needs redis-server");
        Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path copy = copies.resolve(entries.size() + (entry.endsWith(".jar") ? ".jar" : ""));
            copy(Path.of(entry), copy);
            entries.add(copy.toString());
        }
        classPath = String.join(File.pathSeparator, entries);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.exists(from) ? Files.walk(from) : Stream.empty()) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void hasACommandForEachWayOfRunning() throws IOException {
        assertThat(commands()).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void worksAndGivesTheCommandNone(String command) throws IOException {
        Matcher strategy = STRATEGY.matcher(command);
        assertThat(strategy.find()).isTrue();
        var provider = dev.lull.Strategies.installed().get(strategy.group(1));
        Require.that(
                strategy.group(1),
                provider != null && provider.probe() instanceof dev.lull.Availability.Available,
                strategy.group(1) + " does not work here");
        int port = FreePort.at(InetAddress.getLoopbackAddress()).getPort();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String server = SHOW_CREDENTIALS + "; exec redis-server --port " + port + " --save '' --logfile /dev/null";
        String line = command.replace("--port 8080", "--port " + port)
                .replace("--idle 10m", "--idle 2s")
                .replace("./server", "sh -c \"" + server + "\"")
                .replace(" java ", " " + java + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ")
                .replace("-jar lull.jar", "-cp " + classPath + " dev.lull.launcher.Main");
        assertThat(line).contains(classPath, server, "--idle 2s");
        try (LauncherProcess lull = LauncherProcess.of(List.of("sh", "-c", "cd / && exec " + line))) {
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
            assertThat(String.join("\n", lull.err()))
                    .contains("watching port " + port + " with " + strategy.group(1), "done: stopped because idle");
            String nobody = Shell.run("id", "-u", "nobody").output().strip();
            assertThat(lull.out().stream()
                            .map(each -> each.replaceAll("\\s+", " "))
                            .collect(Collectors.toList()))
                    .containsAll(Arrays.asList(
                            "Uid: " + String.join(" ", nobody, nobody, nobody, nobody),
                            "CapEff: 0000000000000000",
                            "CapAmb: 0000000000000000",
                            "NoNewPrivs: 1"));
        }
    }
}
