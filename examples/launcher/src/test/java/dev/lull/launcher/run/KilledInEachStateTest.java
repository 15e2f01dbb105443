package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.Loopback;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After kill -9 of Lull, of COMMAND, or of both, at any moment of a stop, Lull has left nothing and holds nothing off. */
@EnabledOnOs(OS.LINUX)
class KilledInEachStateTest {

    private static final int KILLED = 128 + 9;

    private static final boolean LONG = Boolean.getBoolean("lull.long");

    /** A relay's listener ends with Lull, whatever held its door: in the short suite the other two do. */
    static List<String> eachKindOfDoor() {
        return LONG ? List.of("ebpf", "procfs", "proxy", "uring") : List.of("ebpf", "procfs");
    }

    /** A warning that stands for as long as it is needed, a door that stays shut, and a guard that does not wait long. */
    private static String[] options(StopState state) {
        return state == StopState.WARNED
                ? new String[] {"--idle", "300s", "--warn", "299s"}
                : new String[] {"--door-timeout", "60s", "--kill-after", "5s"};
    }

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @MethodSource("eachKindOfDoor")
    void leavesNothingWhereLullIsKilled(String strategy) {
        EachState.of(strategy, state -> {
            try (RunInState run = RunInState.reach(strategy, state, folder, options(state))) {
                endsWith(run, KILLED, family(run), run.pid());
            }
        });
    }

    /** What happens then depends on where Lull stands more than on its strategy: all of them in the long profile. */
    static List<String> observing() {
        return LONG ? List.of("ebpf", "procfs", "proxy", "uring") : List.of("ebpf");
    }

    static List<String> inPath() {
        return LONG ? List.of("ebpf", "procfs", "proxy", "uring") : List.of("proxy");
    }

    @ParameterizedTest
    @MethodSource("inPath")
    void endsWithCommandsCodeWhereThatIsKilled(String strategy) {
        EachState.of(strategy, state -> {
            try (RunInState run = RunInState.reach(strategy, state, folder, options(state))) {
                int code = state == StopState.COMMAND_ENDS ? 0 : KILLED; // there it was on its way out
                endsWith(run, code, family(run), run.pidOfCommand());
            }
        });
    }

    /** Not so what COMMAND started: with both dead nothing tells whose child it was. */
    @ParameterizedTest
    @MethodSource("observing")
    void leavesNothingOfItsOwnWhereBothAreKilled(String strategy) {
        EachState.of(strategy, state -> {
            try (RunInState run = RunInState.reach(strategy, state, folder, options(state))) {
                ProcessHandle command = ProcessHandle.of(run.pidOfCommand()).orElseThrow();
                List<ProcessHandle> orphans = command.children().toList();
                List<ProcessHandle> own = new ArrayList<>(family(run));
                own.removeAll(orphans);
                endsWith(run, KILLED, own, run.pid(), command.pid());
                orphans.forEach(ProcessHandle::destroyForcibly);
            }
        });
    }

    private static List<ProcessHandle> family(RunInState run) {
        return run.lull().handle().descendants().toList();
    }

    private static void endsWith(RunInState run, int code, List<ProcessHandle> family, long... pids)
            throws IOException {
        Set<Integer> programs = BpfPrograms.of(run.pid());
        kill(pids);
        if (run.lull().handle().isAlive()) {
            run.goOn(); // a line is not broken off: it may have ended COMMAND itself
        }
        assertThat(run.lull().awaitExit()).as("%s: %s", run, run.lull().err()).isEqualTo(code);
        await(run + ": the end of all that ran")
                .atMost(LauncherProcess.PATIENCE)
                .until(
                        () -> family.stream()
                                .filter(process -> !LauncherProcess.hasEnded(process))
                                .map(process -> process.info().toString())
                                .toList(),
                        List::isEmpty);
        await(run + ": the end of all BPF programs")
                .atMost(LauncherProcess.PATIENCE)
                .until(() -> BpfPrograms.stillThere(programs), Set::isEmpty);
        serves(run.frontend());
        serves(run.service());
    }

    private static void kill(long... pids) {
        List<String> command = new ArrayList<>(List.of("kill", "-9"));
        for (long pid : pids) {
            command.add(String.valueOf(pid));
        }
        assertThat(Shell.run(command).exitCode()).isZero();
    }

    /** A new service where the old one was: a client gets in. */
    private static void serves(InetSocketAddress address) throws IOException {
        try (ServerSocket next = new ServerSocket(address.getPort(), 10, Loopback.IPV4);
                Socket client = new Socket(address.getAddress(), address.getPort());
                Socket accepted = next.accept()) {
            assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
        }
    }
}
