package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.lull.contract.Require;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class HoldTest {

    @Test
    void leaseHoldsUntilItsDeadlineAndNotAtIt() {
        Hold lease = Hold.lease("backup job 17", 100);
        assertThat(lease.isHeld(99)).isTrue();
        assertThat(lease.isHeld(100)).isFalse();
        assertThat(lease.isHeld(101)).isFalse();
        assertThat(lease.description()).isEqualTo("backup job 17");
    }

    @Test
    void leaseHoldsWhereTheClockWraps() {
        Hold lease = Hold.lease("backup", Long.MAX_VALUE + 10);
        assertThat(lease.isHeld(Long.MAX_VALUE - 10)).isTrue();
        assertThat(lease.isHeld(Long.MIN_VALUE + 8)).isTrue();
        assertThat(lease.isHeld(Long.MIN_VALUE + 9)).isFalse();
    }

    @Test
    void processHoldsWhileItIsAlive() throws Exception {
        Process process = new ProcessBuilder("cat").start(); // until the end of its input
        Hold hold = Hold.whileAlive(process.toHandle());
        assertThat(hold.isHeld(0)).isTrue();
        assertThat(hold.description()).isEqualTo("process " + process.pid());
        process.getOutputStream().close();
        process.waitFor();
        process.toHandle().onExit().join();
        assertThat(hold.isHeld(0)).isFalse();
    }

    @Test
    void processHoldsNoLongerWhenItIsAZombie() throws Exception {
        Require.that("procfs", Files.isDirectory(Path.of("/proc/self")), "no /proc shows what a zombie is");
        // cat waits for no child; the shell would, and is gone once cat echoes.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 300 & echo $!; exec cat").start();
        try {
            BufferedReader output = parent.inputReader(StandardCharsets.US_ASCII);
            long pid = Long.parseLong(Objects.requireNonNull(output.readLine(), "a pid"));
            parent.outputWriter(StandardCharsets.US_ASCII).append("cat\n").flush();
            assertThat(output.readLine()).isEqualTo("cat");
            ProcessHandle zombie = ProcessHandle.of(pid).orElseThrow();
            Hold hold = Hold.whileAlive(zombie);
            assertThat(hold.isHeld(0)).isTrue();
            assertThat(zombie.destroyForcibly()).isTrue();
            Awaitility.await().until(() -> !hold.isHeld(0));
            assertThat(zombie.isAlive()).as("its number is still taken").isTrue();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> Hold.lease(null, 0)).withMessage("description");
        assertThatNullPointerException().isThrownBy(() -> Hold.whileAlive(null)).withMessage("process");
    }
}
