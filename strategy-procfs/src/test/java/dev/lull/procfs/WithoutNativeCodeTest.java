package dev.lull.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where jnr-ffi cannot be loaded the files below /proc are read all the same, and the reason is said. */
class WithoutNativeCodeTest {

    private static final String BY_FILES = "open 1 by /proc files, because sock_diag: jnr-ffi cannot be loaded: ";
    private static final int FIRST_JDK_THAT_DENIES = 24;

    @BeforeEach
    void linux() {
        Require.that("procfs", System.getProperty("os.name", "").equals("Linux"), "only Linux has /proc");
    }

    @Test
    void aPlainJvmTakesSockDiag() throws Exception {
        assertThat(ChildJvm.plain().run().output())
                .contains("probe: Available[detail=sock_diag]")
                .contains("open 1 by sock_diag")
                .contains("TRAFFIC");
    }

    @Test
    void worksWithoutJnrFfiOnTheClassPath() throws Exception {
        List<String> without = ChildJvm.classPathWhere(name -> !name.startsWith("jnr-") && !name.startsWith("jffi"));
        assertThat(ChildJvm.plain().withClassPath(without).run().output())
                .contains("probe: Available[detail=/proc files, because sock_diag: jnr-ffi cannot be loaded: ")
                .contains(BY_FILES)
                .doesNotContain("TRAFFIC");
    }

    @Test
    void worksWithoutOshiToo() throws Exception {
        List<String> without = ChildJvm.classPathWhere(
                name -> !name.startsWith("jnr-") && !name.startsWith("jffi") && !name.startsWith("oshi"));
        assertThat(ChildJvm.plain().withClassPath(without).run().output()).contains(BY_FILES);
    }

    @Test
    void worksWhereNoDirectoryForNativeCodeIsMountedExec(@TempDir Path directory) throws Exception {
        Require.that("noexec", Require.isRoot() && Require.hasProgram("mount"), "needs root to mount a tmpfs");
        boolean mounted = call("mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", directory.toString());
        Require.that("noexec", mounted, "mount(8) is not permitted here");
        try {
            // jffi tries the working directory when the temporary one does not do.
            ChildJvm child =
                    ChildJvm.plain().with("-Djava.io.tmpdir=" + directory).in(directory);
            assertThat(child.run().output()).contains(BY_FILES);
        } finally {
            call("umount", directory.toString());
        }
    }

    @Test
    void worksWithNativeAccessDenied() throws Exception {
        Optional<Path> java = newerJava();
        Require.that("jdk25", java.isPresent(), "no JDK " + FIRST_JDK_THAT_DENIES + " or later is installed");
        assertThat(ChildJvm.plain()
                        .by(java.orElseThrow())
                        .with("--illegal-native-access=deny")
                        .run()
                        .output())
                .contains(BY_FILES);
    }

    @Test
    void takesSockDiagOnTheModulePathToo() throws Exception {
        assertThat(onModulePath(ChildJvm.plain())).contains("open 1 by sock_diag");
    }

    @Test
    void saysOnTheModulePathWhichModuleNeedsNativeAccess() throws Exception {
        Optional<Path> java = newerJava();
        Require.that("jdk25", java.isPresent(), "no JDK " + FIRST_JDK_THAT_DENIES + " or later is installed");
        assertThat(onModulePath(ChildJvm.plain().by(java.orElseThrow()).with("--illegal-native-access=deny")))
                .contains(BY_FILES + "native access is denied, --enable-native-access=org.jnrproject.jffi allows it");
        assertThat(onModulePath(ChildJvm.plain()
                        .by(java.orElseThrow())
                        .with("--illegal-native-access=deny", "--enable-native-access=org.jnrproject.jffi")))
                .contains("open 1 by sock_diag");
    }

    private static String onModulePath(ChildJvm jvm) throws Exception {
        List<String> modules = ChildJvm.classPathWhere(name -> name.matches(
                        "(classes|lull-.*|jnr-.*|jffi-.*|asm-.*|jspecify-.*|oshi-.*|jna-.*|slf4j-api-.*)[^/]*"))
                .stream()
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
                .toList();
        Path tests = Path.of(SelfWatch.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return jvm.withModulePath(modules, tests).run().output();
    }

    private static boolean call(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** This JVM if it is new enough, else one that is installed where Debian puts them. */
    private static Optional<Path> newerJava() throws IOException {
        Path running = Path.of(System.getProperty("java.home"), "bin", "java");
        if (Runtime.version().feature() >= FIRST_JDK_THAT_DENIES) {
            return Optional.of(running);
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(installed)) {
            return homes.filter(home -> home.getFileName().toString().matches(".*-(2[4-9]|[3-9][0-9])\\b.*"))
                    .map(home -> home.resolve("bin").resolve("java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }
}
