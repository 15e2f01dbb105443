package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code lull}, in a tree of its own, with a java and a mvn that only say how they were called. */
class LullScriptTest {

    @TempDir
    private Path folder = Path.of("");

    private Path tree = Path.of("");
    private Path jar = Path.of("");
    private Path source = Path.of("");
    private Path jdk = Path.of("");
    private Path tools = Path.of("");

    @BeforeEach
    void makeTree() throws IOException {
        Path script = Path.of("../../lull").toAbsolutePath().normalize();
        Require.that("lull-script", Files.isExecutable(script), script + " is not there");
        folder = folder.toRealPath();
        tree = Files.createDirectories(folder.resolve("a tree"));
        Files.copy(script, tree.resolve("lull"), StandardCopyOption.COPY_ATTRIBUTES);
        Path start = tree.resolve("examples/launcher/src/main/dist/start.sh");
        Files.createDirectories(start.getParent());
        Files.copy(script.resolveSibling("examples/launcher/src/main/dist/start.sh"), start);
        source = tree.resolve("core/src/main/java/A.java");
        for (Path file : List.of(source, tree.resolve("pom.xml"), tree.resolve("examples/pom.xml"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        }
        Files.createDirectories(tree.resolve("strategy-x"));
        jar = tree.resolve("examples/launcher/target/lull.jar");
        Files.createDirectories(jar.getParent());
        jdk = folder.resolve("jdk");
        program(jdk.resolve("bin/java"), "echo java; for word; do echo \"$word\"; done");
        release("17.0.15");
        tools = folder.resolve("tools");
        program(tools.resolve("mvn"), "echo \"mvn $*\"; touch '" + jar + "'");
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
            }
        }
    }

    private void release(String version) throws IOException {
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private static void program(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Shell.Result lull(Path script, String... arguments) {
        return lull(List.of("JAVA_HOME=" + jdk, "PATH=" + tools + ":/usr/bin:/bin"), script, arguments);
    }

    private Shell.Result lull(List<String> environment, Path script, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("env", "-i", "-C", "/"));
        command.addAll(environment);
        command.add(script.toString());
        command.addAll(List.of(arguments));
        return Shell.run(command);
    }

    private void built() throws IOException {
        Files.writeString(jar, "");
    }

    @Test
    void buildsTheJarWhenItIsMissingAndSaysSo() {
        Shell.Result result = lull(tree.resolve("lull"), "doctor");
        assertThat(result.output())
                .contains(
                        "lull: building lull.jar, as whenever its sources have changed\n",
                        "mvn -B -Dstyle.color=never -q -DskipTests package -pl examples/launcher -am")
                .endsWith("-jar\n" + jar + "\ndoctor\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void saysHowLongBuildingTookHereTheLastTime() throws IOException {
        assertThat(lull(tree.resolve("lull"), "doctor").exitCode()).isZero();
        Files.delete(jar);
        assertThat(lull(tree.resolve("lull"), "doctor").output())
                .containsPattern("lull: building lull.jar, as .* changed \\(the last time that took \\d+ s\\)\n");
    }

    @Test
    void startsWithTheClassesThatThisJavaArchivedWhenTheJarWasBuilt() throws IOException {
        program(
                jdk.resolve("bin/java"),
                "for word; do case $word in -XX:ArchiveClassesAtExit=*) touch \"${word#*=}\" ;; esac; done\n"
                        + "for word; do echo \"$word\"; done");
        Path archive = jar.resolveSibling("lull-java17.jsa");
        assertThat(lull(tree.resolve("lull"), "doctor").output()).contains("-XX:SharedArchiveFile=" + archive + "\n");
        assertThat(archive).exists();
        release("21.0.1");
        assertThat(lull(tree.resolve("lull"), "doctor").output()).doesNotContain("SharedArchiveFile");
    }

    @Test
    void takesTheJarThatIsThereAndPassesArgumentsOnAsTheyAre() throws IOException {
        built();
        Shell.Result result = lull(tree.resolve("lull"), "run", "--", "a b", "", "$x");
        assertThat(result.output())
                .startsWith("java\n")
                .endsWith("\nrun\n--\na b\n\n$x\n")
                .doesNotContain("mvn");
    }

    @Test
    void tellsLullWhichLimitOfOpenFilesItWasStartedWith() throws IOException {
        built();
        String limited = "ulimit -S -n 200; exec \"$0\"";
        Shell.Result result = Shell.run(
                "env",
                "-i",
                "JAVA_HOME=" + jdk,
                "PATH=/usr/bin:/bin",
                "sh",
                "-c",
                limited,
                tree.resolve("lull").toString());
        assertThat(result.output()).contains("-Dlull.openFiles=200\n");
    }

    @Test
    void startsJavaInALocaleThatReadsAllArgumentsAndTellsLullWhichItWas() throws IOException {
        Require.that("lull-script", Require.hasProgram("locale"), "there is no locale(1)");
        built();
        program(jdk.resolve("bin/java"), "echo \"LC_ALL=$LC_ALL\"; for word; do echo \"$word\"; done");
        List<String> places = List.of("JAVA_HOME=" + jdk, "PATH=/usr/bin:/bin");
        Path script = tree.resolve("lull");
        assertThat(lull(places, script).output()).contains("LC_ALL=C.UTF-8\n", "-Dlull.locale=\n");
        assertThat(lull(List.of(places.get(0), places.get(1), "LC_ALL=POSIX"), script)
                        .output())
                .contains("LC_ALL=C.UTF-8\n", "-Dlull.locale=POSIX\n");
        assertThat(lull(List.of(places.get(0), places.get(1), "LANG=C.UTF-8"), script)
                        .output())
                .contains("LC_ALL=\n")
                .doesNotContain("-Dlull.locale");
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws IOException {
        built();
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(lull(tree.resolve("lull")).output()).contains("mvn -B");
    }

    @Test
    void buildsAgainWhenAPomIsNewerButNotForATest() throws IOException {
        built();
        Path test = tree.resolve("core/src/test/java/ATest.java");
        Files.createDirectories(test.getParent());
        Files.writeString(test, "");
        Files.setLastModifiedTime(test, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(lull(tree.resolve("lull")).output()).doesNotContain("mvn -B");
        Files.setLastModifiedTime(
                tree.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(lull(tree.resolve("lull")).output()).contains("mvn -B");
    }

    @Test
    void findsItsTreeThroughSymbolicLinks() throws IOException {
        built();
        Path far = Files.createSymbolicLink(folder.resolve("far"), tree.resolve("lull"));
        Path near = Files.createSymbolicLink(folder.resolve("near"), Path.of("far"));
        assertThat(far).exists();
        assertThat(lull(near, "doctor").output()).contains("-jar\n" + jar + "\ndoctor\n");
    }

    @Test
    void refusesAJavaThatIsTooOld() throws IOException {
        built();
        for (String version : List.of("1.8.0_402", "11.0.2", "16")) {
            release(version);
            Shell.Result result = lull(tree.resolve("lull"));
            assertThat(result.exitCode()).isEqualTo(69);
            assertThat(result.output())
                    .contains("Lull needs 17 or newer: set JAVA_HOME")
                    .doesNotContain("-jar");
        }
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Path bare = folder.resolve("bare");
        for (String name : List.of("sh", "env", "dirname", "basename", "readlink", "sed", "find", "head", "mkdir")) {
            Path program = Path.of("/usr/bin", name);
            Files.createDirectories(bare);
            Files.createSymbolicLink(bare.resolve(name), Files.exists(program) ? program : Path.of("/bin", name));
        }
        Shell.Result noJava = lull(List.of("PATH=" + bare), tree.resolve("lull"));
        assertThat(noJava.output()).isEqualTo("lull: no java is found: install a JDK 17 or newer, or set JAVA_HOME\n");
        assertThat(noJava.exitCode()).isEqualTo(69);

        Shell.Result noMaven = lull(List.of("PATH=" + bare, "JAVA_HOME=" + jdk), tree.resolve("lull"));
        assertThat(noMaven.output()).contains("no mvn is found: install Maven 3.8 or newer");
        assertThat(noMaven.exitCode()).isEqualTo(69);
    }

    @Test
    void failsWhereTheBuildFails() throws IOException {
        program(tools.resolve("mvn"), "echo broken; exit 1");
        Shell.Result result = lull(tree.resolve("lull"));
        assertThat(result.output())
                .contains("broken", "lull.jar could not be built")
                .doesNotContain("-jar");
        assertThat(result.exitCode()).isEqualTo(70);
    }

    @Test
    void silencesNewerJdksWithAnOptionThatOlderOnesDoNotKnow() throws IOException {
        built();
        assertThat(lull(tree.resolve("lull")).output()).doesNotContain("--sun-misc-unsafe-memory-access");
        release("25");
        assertThat(lull(tree.resolve("lull")).output()).contains("--sun-misc-unsafe-memory-access=allow");
    }
}
