package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calling code and running commands. */
@ExtendWith(LeakCheck.class)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are a Unix shell's")
final class ShutdownActionTest {

    private static final Verdict.ShutDown VERDICT = new Verdict.ShutDown(Duration.ofMinutes(5));

    @Test
    void callsTheCode() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ShutdownAction.call(calls::incrementAndGet).shutDown(VERDICT);
        assertThat(calls).hasValue(1);
    }

    @Test
    void runsTheCommandAndWaitsForItsEnd(@TempDir Path directory) throws Exception {
        Path done = directory.resolve("done");
        ShutdownAction.runCommand(List.of("sh", "-c", "sleep 0.1; touch \"$0\"", done.toString()))
                .shutDown(VERDICT);
        assertThat(done).exists();
    }

    @Test
    void failsWithTheCommandAndItsExitCode() {
        ShutdownAction action = ShutdownAction.runCommand(List.of("sh", "-c", "exit 3"));
        assertThatThrownBy(() -> action.shutDown(VERDICT))
                .isInstanceOf(IOException.class)
                .hasMessage("command [sh, -c, exit 3] failed with exit code 3");
        assertThat(action).hasToString("run sh -c exit 3");
    }

    @Test
    void failsWithTheProgramThatIsNotThere() {
        assertThatThrownBy(() ->
                        ShutdownAction.runCommand(List.of("no-such-program")).shutDown(VERDICT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    void endsTheCommandWhenItIsInterrupted(@TempDir Path directory) throws Exception {
        Path pid = directory.resolve("pid");
        ShutdownAction action = ShutdownAction.runCommand(
                List.of("sh", "-c", "echo $$ > \"$0.new\" && mv \"$0.new\" \"$0\" && exec sleep 1000", pid.toString()));
        CountDownLatch interrupted = new CountDownLatch(1);
        FutureTask<Void> task = new FutureTask<>(() -> {
            try {
                action.shutDown(VERDICT);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return null;
        });
        Thread thread = new Thread(task, "runs the command");
        thread.start();
        Awaitility.await().until(() -> Files.exists(pid));
        long number = Long.parseLong(Files.readString(pid).strip());
        thread.interrupt();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        task.get(10, TimeUnit.SECONDS);
        Awaitility.await()
                .until(() ->
                        ProcessHandle.of(number).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesNothingToDo() {
        assertThatNullPointerException()
                .isThrownBy(() -> ShutdownAction.call(null))
                .withMessage("task");
        assertThatNullPointerException().isThrownBy(() -> ShutdownAction.runCommand(null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShutdownAction.runCommand(List.of()))
                .withMessage("command: empty, expected a program and its arguments");
        assertThatNullPointerException().isThrownBy(() -> ShutdownAction.endProcess(null, Duration.ZERO));
        assertThatNullPointerException().isThrownBy(() -> ShutdownAction.endProcess(ProcessHandle.current(), null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShutdownAction.endProcess(ProcessHandle.current(), Duration.ofNanos(-1)))
                .withMessageStartingWith("terminationGrace: ");
    }
}
