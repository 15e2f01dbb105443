package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ending real processes. Each script writes the numbers of its processes to files called {@code *.pid}. */
@ExtendWith(LeakCheck.class)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the processes are a Unix shell's")
final class EndProcessActionTest {

    private static final Verdict.ShutDown VERDICT = new Verdict.ShutDown(Duration.ofMinutes(5));
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Writes a file whole or not at all. */
    private static final String SAY = "say() { echo $1 > $2.new; mv $2.new $2.pid; }; ";

    @TempDir
    Path directory;

    private @Nullable Process started;

    private Process start(String script, String... waitFor) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", SAY + script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        started = process;
        for (String name : waitFor) {
            pid(name);
        }
        return process;
    }

    private long pid(String name) throws IOException {
        Path file = directory.resolve(name + ".pid");
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> Files.exists(file));
        return Long.parseLong(Files.readString(file).strip());
    }

    /** A zombie that nobody waits for is gone as well: it runs no more. */
    private static boolean isGone(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.anyMatch(line -> line.startsWith("State:") && line.contains("Z"));
        } catch (IOException e) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
        }
    }

    private static Duration end(Process process, Duration grace) throws Exception {
        long before = System.nanoTime();
        ShutdownAction.endProcess(process.toHandle(), grace).shutDown(VERDICT);
        return Duration.ofNanos(System.nanoTime() - before);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        if (started != null) {
            started.destroyForcibly();
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".pid")).toList()) {
                ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void endsAProcessThatEndsWhenAsked() throws Exception {
        Process process = start("exec sleep 1000");
        assertThat(end(process, LONG)).isLessThan(Duration.ofSeconds(5));
        assertThat(process.waitFor()).isEqualTo(128 + 15);
    }

    @Test
    void letsAProcessFinishItsWorkWithinTheGrace() throws Exception {
        Process process = start(
                "trap 'sleep 0.3; say 1 finished; exit 0' TERM; say $$ root; while :; do sleep 0.05; done", "root");
        end(process, LONG);
        assertThat(process.waitFor()).isZero();
        assertThat(directory.resolve("finished.pid")).exists();
        Files.delete(directory.resolve("finished.pid")); // no process's number
    }

    @Test
    void killsAProcessThatDoesNotEndWithinTheGrace() throws Exception {
        Process process = start("trap '' TERM; say $$ root; while :; do sleep 0.05; done", "root");
        assertThat(end(process, SHORT)).isGreaterThanOrEqualTo(SHORT).isLessThan(Duration.ofSeconds(5));
        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void killsAtOnceWithoutAGrace() throws Exception {
        Process process = start("trap '' TERM; say $$ root; while :; do sleep 0.05; done", "root");
        assertThat(end(process, Duration.ZERO)).isLessThan(Duration.ofSeconds(5));
        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void endsTheChildThatAProcessLeavesBehind() throws Exception {
        Process process = start("sleep 1000 & say $! child; wait", "child");
        assertThat(end(process, LONG)).isLessThan(Duration.ofSeconds(5));
        assertThat(isGone(pid("child"))).isTrue();
    }

    @Test
    void killsTheChildThatDoesNotEndWhenAsked() throws Exception {
        Process process =
                start("(trap '' TERM; while :; do sleep 0.05; done) & say $! child; trap 'exit 0' TERM; wait", "child");
        assertThat(end(process, SHORT)).isLessThan(Duration.ofSeconds(5));
        assertThat(isGone(pid("child"))).isTrue();
    }

    @Test
    void endsAChildInASessionOfItsOwn() throws Exception {
        Require.that("setsid", Require.hasProgram("setsid"), "needs util-linux");
        Process process =
                start("setsid sh -c 'echo $$ > child.new; mv child.new child.pid; exec sleep 1000' & wait", "child");
        end(process, LONG);
        assertThat(isGone(pid("child"))).isTrue();
    }

    @Test
    void endsAChildThatIsStartedOnlyAfterTheProcessWasAsked() throws Exception {
        Process process = start(
                "trap 'sleep 1000 & say $! late; sleep 0.5; exit 0' TERM; say $$ root; while :; do sleep 0.05; done",
                "root");
        end(process, LONG);
        assertThat(isGone(pid("late"))).isTrue();
    }

    @Test
    void endsTheGrandchildOfAChildThatIsGone() throws Exception {
        Process process = start(
                "(trap 'sleep 1000 & say $! grandchild; sleep 0.5; exit 0' TERM; say 1 ready; while :; do sleep 0.05; done) &"
                        + " say $! child; trap 'exit 0' TERM; wait",
                "child",
                "ready");
        Files.delete(directory.resolve("ready.pid")); // no process's number
        end(process, LONG);
        assertThat(isGone(pid("child"))).isTrue();
        assertThat(isGone(pid("grandchild"))).isTrue();
    }

    @Test
    void doesNothingToAProcessThatHasEnded() throws Exception {
        Process process = start("exit 7");
        process.waitFor();
        process.toHandle().onExit().join();
        assertThat(end(process, LONG)).isLessThan(Duration.ofSeconds(1));
        assertThat(process.exitValue()).isEqualTo(7);
    }

    @Test
    void takesNoticeOfAnInterruption() throws Exception {
        Process process = start("trap '' TERM; say $$ root; while :; do sleep 0.05; done", "root");
        ShutdownAction action = ShutdownAction.endProcess(process.toHandle(), LONG);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> action.shutDown(VERDICT)).isInstanceOf(InterruptedException.class);
        assertThat(process.isAlive()).as("its grace is not over").isTrue();
        assertThat(action).hasToString("end process " + process.pid());
    }

    @Test
    void knowsWhatAProcessStartedAfterItsParentEnded() throws Exception {
        Process process = start("sh -c 'sleep 1000 & echo $! > g.new; mv g.new g.pid; wait' & wait", "g");
        ProcessFamily family = ProcessFamily.of(process.toHandle());
        List<ProcessHandle> all = family.members();
        assertThat(all).extracting(ProcessHandle::pid).startsWith(process.pid()).contains(pid("g"));
        process.destroyForcibly().waitFor();
        Awaitility.await().until(() -> ProcessFamily.hasEnded(process.toHandle()));
        assertThat(family.members()).extracting(ProcessHandle::pid).contains(pid("g"));
        family.members().forEach(ProcessHandle::destroyForcibly);
        Awaitility.await().until(() -> family.members().isEmpty());
    }
}
