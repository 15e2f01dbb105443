package dev.lull.uring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.proxy.UringPath;
import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the probe says in a JVM of its own, where something is missing or forbidden, and that {@code proxy} follows. */
@ExtendWith(LeakCheck.class)
class ProbeTest {

    @BeforeEach
    void ioUring() {
        UringPath.URING.requireMachine();
    }

    @Test
    void worksInAPlainJvm() throws Exception {
        assertThat(probe(classPath(name -> true), List.of()))
                .contains("uring: Available: io_uring of Linux")
                .contains("opened: uring, passed over: {}");
    }

    @Test
    void explainsThatTheNativeLibraryIsMissingAndLeavesTheNextStrategyItsTurn() throws Exception {
        assertThat(probe(classPath(name -> !name.startsWith("netty-transport-native-io_uring")), List.of()))
                .contains("uring: Unsupported: Netty's native library cannot be loaded: ")
                .contains("put io.netty:netty-transport-native-io_uring with the classifier linux-")
                .contains("opened: proxy, passed over: {uring=uring cannot watch ")
                .contains("proxy: Available");
    }

    @Test
    void explainsThatNettyIsMissing() throws Exception {
        assertThat(probe(classPath(name -> !name.startsWith("netty-")), List.of()))
                .contains("uring: Unsupported: Netty's classes cannot be loaded: ")
                .contains("opened: proxy");
    }

    @Test
    void explainsASeccompFilterLikeDockers() throws Exception {
        assertThat(probe(classPath(name -> true), List.of(), "forbidden"))
                .contains("uring: Unsupported: failed to create io_uring ring fd: Operation not permitted")
                .contains("a seccomp filter forbids io_uring (Seccomp: 2 in /proc/thread-self/status)")
                .contains("opened: proxy");
    }

    @Test
    void namesThePropertyWhereTheTemporaryDirectoryIsMountedNoexec(@TempDir Path directory) throws Exception {
        Require.that("noexec", Require.isRoot() && Require.hasProgram("mount"), "needs root to mount a tmpfs");
        Require.that("noexec", mount(directory), "mount(8) is not permitted here");
        try {
            String temporary = "-Djava.io.tmpdir=" + directory;
            assertThat(probe(classPath(name -> true), List.of(temporary)))
                    .contains("uring: Unsupported: ")
                    .contains("give -Dio.netty.native.workdir a directory that is writable and not mounted noexec");
            assertThat(probe(classPath(name -> true), List.of(temporary, "-Dio.netty.native.workdir=/tmp")))
                    .contains("uring: Available");
        } finally {
            assertThat(call("umount", directory.toString())).isTrue();
        }
    }

    private static boolean mount(Path directory) throws Exception {
        return call("mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", directory.toString());
    }

    private static boolean call(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    private static String classPath(Predicate<String> fileName) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> fileName.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String probe(String classPath, List<String> options, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, ProbeProgram.class.getName()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader says = process.inputReader(StandardCharsets.UTF_8)) {
            return says.lines().collect(Collectors.joining("\n"));
        } finally {
            process.destroyForcibly().waitFor(); // it uses the directories that a test takes away
        }
    }
}
