package dev.lull.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.ScriptedStrategyProvider;
import dev.lull.spi.ActivityStrategyProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTest {

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
            var answer = EventFile.parse(String.join("", doctor.out()));
            assertThat(answer).containsOnlyKeys("strategies", "unseen", "machine");
            assertThat(answer.get("unseen")).contains("\"UNIX sockets\"", "\"UDP\"");
            assertThat(answer.get("strategies"))
                    .contains("\"scripted\"")
                    .contains("\"availability\" : \"available\"")
                    .contains("\"PER_CONNECTION\"")
                    .as("procfs has a witness everywhere, scripted has none")
                    .contains("\"witness\" : \"", "\"witness\" : null", "\"witnessReason\" : \"");
        }
    }

    @Test
    void saysWhatConfirmsAStopAndWhatNobodySees() {
        try (LauncherProcess doctor =
                LauncherProcess.start(List.of("-D" + ScriptedStrategyProvider.PROPERTY + "=x"), "doctor")) {
            assertThat(doctor.awaitExit()).isZero();
            assertThat(doctor.out())
                    .contains("seen by no strategy: clients of UNIX sockets, and of UDP")
                    .anyMatch(line -> line.startsWith("         confirms a stop by: "))
                    .contains("         no second source confirms a stop: the strategy scripted has no second source;"
                            + " none is known");
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
        assertThat(RuntimeEnvironment.capabilities("0000000000000000")).isEqualTo("none of those that strategies use");
        assertThat(RuntimeEnvironment.capabilities("0000008000001000"))
                .isEqualTo("CAP_NET_ADMIN, CAP_BPF; not CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_PERFMON");
        assertThat(RuntimeEnvironment.capabilities("000001ffffffffff")).doesNotContain("not");
    }
}
