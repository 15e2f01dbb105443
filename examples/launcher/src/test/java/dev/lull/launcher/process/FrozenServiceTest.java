package dev.lull.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.Require;
import dev.lull.internal.linux.CgroupMount;
import dev.lull.internal.linux.ProcessStat;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.process.FrozenService.Then;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A frozen COMMAND hears what it is told, ends like any other, and never outlives Lull, frozen or not. */
@EnabledOnOs(OS.LINUX)
class FrozenServiceTest {

    /** How COMMAND is frozen: by signals where the cgroup file system is read-only, as in many containers. */
    enum Way {
        CGROUP,
        SIGNALS
    }

    /** What a process says its number by, once it can be frozen. */
    private static final String SAY = ": > \"$FOLDER/$$\"; ";

    private static final String BUSY = "while :; do :; done";

    @TempDir
    private Path folder = Path.of("");

    private Path cgroups = Path.of("");

    @BeforeEach
    void findTheCgroups() throws IOException {
        List<CgroupMount> mounts = CgroupMount.all(Path.of("/proc"));
        Require.that(
                "cgroup",
                Require.isRoot() && Require.hasProgram("unshare") && !mounts.isEmpty(),
                "needs root, util-linux and a cgroup2 file system");
        cgroups = mounts.get(0).point();
    }

    private LauncherProcess start(Way way, Then then, int processes, String script) {
        List<String> command = new ArrayList<>(List.of("env", "FOLDER=" + folder));
        if (way == Way.SIGNALS) {
            String readOnly = "mount -o remount,bind,ro '" + cgroups + "' && exec \"$@\"";
            command.addAll(List.of("unshare", "--mount", "sh", "-c", readOnly, "sh"));
        }
        List<String> program = LauncherProcess.commandLine(List.of());
        command.addAll(program.subList(0, program.size() - 1)); // without Lull's own class
        command.addAll(
                List.of(FrozenService.class.getName(), then.name(), String.valueOf(processes), "sh", "-c", script));
        return LauncherProcess.of(command);
    }

    private static ConditionFactory soon() {
        return await().atMost(LauncherProcess.PATIENCE).pollInterval(Duration.ofMillis(10));
    }

    /** Waits until COMMAND is frozen, in the way that is meant. */
    private static void awaitFrozen(LauncherProcess program, Way way) {
        soon().until(() -> line(program, FrozenService.FROZEN).isPresent());
        assertThat(line(program, FrozenService.FROZEN).orElseThrow())
                .contains(way == Way.CGROUP ? "by the freezer of the cgroup " : "by SIGSTOP, because ");
    }

    private static Optional<String> line(LauncherProcess program, String beginning) {
        return program.out().stream().filter(line -> line.startsWith(beginning)).findFirst();
    }

    /** The processes that said their number. */
    private List<ProcessHandle> family() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> Long.parseLong(String.valueOf(file.getFileName())))
                    .map(pid -> ProcessHandle.of(pid).orElseThrow())
                    .toList();
        }
    }

    private List<Path> cgroupsOf(LauncherProcess program) throws IOException {
        try (Stream<Path> all = Files.walk(cgroups)) {
            return all.filter(path -> String.valueOf(path.getFileName())
                            .startsWith("lull-" + program.handle().pid() + "-"))
                    .toList();
        }
    }

    private void leavesNothing(LauncherProcess program, List<ProcessHandle> family) throws IOException {
        List<ProcessHandle> guard = program.handle().children().toList();
        program.signal("KILL");
        soon().until(() -> family.stream().allMatch(LauncherProcess::hasEnded));
        soon().until(() -> guard.stream().allMatch(LauncherProcess::hasEnded));
        assertThat(cgroupsOf(program)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingWhereLullIsKilled(Way way) throws IOException {
        String busy = "trap \": > $FOLDER/$$.asked; exit\" TERM; " + SAY + BUSY;
        String script = "sh -c '" + busy + "' & (setsid sh -c '" + busy + "' &); " + busy;
        try (LauncherProcess program = start(way, Then.WAITS, 3, script)) {
            awaitFrozen(program, way);
            List<ProcessHandle> family = family();
            assertThat(family).hasSize(3);
            assertThat(cgroupsOf(program)).hasSize(way == Way.CGROUP ? 1 : 0);
            long ticks = ticks(family);
            await().pollDelay(Duration.ofMillis(60)).until(() -> true);
            assertThat(ticks(family)).as("processor time of what is frozen").isEqualTo(ticks);
            leavesNothing(program, family);
            for (ProcessHandle process : family) {
                assertThat(folder.resolve(process.pid() + ".asked"))
                        .as("was thawed to hear that it is to end")
                        .exists();
            }
        }
    }

    private static long ticks(List<ProcessHandle> family) {
        return family.stream()
                .mapToLong(each -> ProcessStat.of(each.pid()).orElseThrow().ownTicks())
                .sum();
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingWhereLullIsKilledWhileItFreezes(Way way) throws IOException {
        String script = "sh -c '" + SAY + BUSY + "' & " + SAY + BUSY;
        try (LauncherProcess program = start(way, Then.THAWS_AND_FREEZES_WITHOUT_END, 2, script)) {
            awaitFrozen(program, way);
            leavesNothing(program, family());
        }
    }

    @ParameterizedTest
    @EnumSource
    void isThawedForASignalAndForItsEnd(Way way) throws IOException {
        String script = "trap 'echo heard' USR1; trap 'exit 7' TERM; sleep 1000 & " + SAY + "while :; do wait; done";
        try (LauncherProcess program = start(way, Then.PASSES_A_SIGNAL_AND_ENDS_IT, 1, script)) {
            assertThat(program.awaitExit()).as("%s", program.err()).isZero();
            awaitFrozen(program, way);
            assertThat(program.out())
                    .contains("after a signal thawed", "heard", "freezes again: false", "ended with 7")
                    .doesNotContain("ends slowly");
            assertThat(cgroupsOf(program)).isEmpty();
        }
    }

    @Test
    void freezesTheCommandOfAnotherUser() throws Exception {
        Require.that("setpriv", Require.hasProgram("setpriv"), "needs util-linux");
        ParentProcess parent = ParentProcess.ofStarted();
        Termination termination = new Termination(UnixSignal.TERM, Duration.ofSeconds(5));
        Guard guard = new Guard(parent, termination);
        Service service = Service.start(
                new CommandSettings(
                        List.of("sh", "-c", BUSY),
                        Optional.of(CommandUser.find("nobody")),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty()),
                true,
                termination,
                parent,
                guard,
                new FrozenService.NoListener());
        try (guard;
                service) {
            assertThat(service.freeze()).isTrue();
            assertThat(service.isFrozen()).isTrue();
            assertThat(service.wayOfFreezing()).startsWith("by the freezer of the cgroup ");
            List<ProcessHandle> command =
                    List.of(ProcessHandle.of(service.pid()).orElseThrow());
            long ticks = ticks(command);
            await().pollDelay(Duration.ofMillis(60)).until(() -> true);
            assertThat(ticks(command)).isEqualTo(ticks);
            service.thaw();
            await().until(() -> ticks(command) > ticks);
            service.freeze();
        }
        assertThat(service.exitCode()).isEqualTo(128 + 15);
        assertThat(service.freeze()).isFalse();
    }
}
