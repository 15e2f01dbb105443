package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.Require;
import dev.lull.spi.ActivityStrategyProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoAndDoctorTest {

    @Test
    void theDemoShowsAnIdleStopInUnderThirtySeconds() {
        Require.that("procfs", Path.of("/proc/net/tcp").toFile().canRead(), "no /proc/net/tcp to read");
        long began = System.nanoTime();
        try (LauncherProcess demo = LauncherProcess.start("demo")) {
            assertThat(demo.awaitExit()).as("%s %s", demo.out(), demo.err()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
            assertThat(String.join("\n", demo.out()))
                    .containsSubsequence(
                            "an SSH server",
                            "a visitor comes",
                            "Hello from Lull's demo",
                            "still up, and now the visitor leaves",
                            "stopping the service: idle for 3s",
                            "the server was stopped");
            assertThat(demo.err()).as("nothing that a newcomer would wonder at").isEmpty();
        }
    }

    @Test
    void theDoctorSaysWhyAStrategyDoesNotWorkAndWhatWouldHelp() {
        try (LauncherProcess doctor = LauncherProcess.start("doctor")) {
            doctor.awaitExit();
            assertThat(doctor.out())
                    .contains(
                            "scripted does not work here",
                            "         why:  no script was given",
                            "         cure: set -D" + ScriptedStrategyProvider.PROPERTY)
                    .anyMatch(line -> line.startsWith("java "))
                    .anyMatch(line -> line.startsWith("kernel "));
        }
    }

    @Test
    void theDoctorSpeaksJson() {
        try (LauncherProcess doctor =
                LauncherProcess.start(List.of("-D" + ScriptedStrategyProvider.PROPERTY + "=x"), "doctor", "--json")) {
            assertThat(doctor.awaitExit()).as("one strategy works").isZero();
            var answer = Events.parse(String.join("", doctor.out()));
            assertThat(answer).containsOnlyKeys("strategies", "machine");
            assertThat(answer.get("strategies"))
                    .contains("\"scripted\"")
                    .contains("\"availability\" : \"available\"")
                    .contains("\"PER_CONNECTION\"");
        }
    }

    @Test
    void everyInstalledStrategyIsAsked() {
        try (LauncherProcess doctor = LauncherProcess.start("doctor")) {
            doctor.awaitExit();
            for (ActivityStrategyProvider provider :
                    dev.lull.Strategies.installed().values()) {
                assertThat(doctor.out()).anyMatch(line -> line.startsWith(provider.name() + " "));
            }
        }
    }

    @Test
    void namesThoseCapabilitiesThatMatter() {
        assertThat(MachineFacts.capabilities("0000000000000000")).isEqualTo("none of those that strategies use");
        assertThat(MachineFacts.capabilities("0000008000001000"))
                .isEqualTo("CAP_NET_ADMIN, CAP_BPF; not CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_PERFMON");
        assertThat(MachineFacts.capabilities("000001ffffffffff")).doesNotContain("not");
    }
}
