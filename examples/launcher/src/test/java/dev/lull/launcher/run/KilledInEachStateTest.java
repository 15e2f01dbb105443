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
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After kill -9 of Lull, of COMMAND, or of both, at any moment of a stop, nothing runs and nothing is held any more. */
@EnabledOnOs(OS.LINUX)
class KilledInEachStateTest {

    private static final int KILLED = 128 + 9;

    /** A warning that stands for as long as it is needed, a door that stays shut, and a guard that does not wait long. */
    private static String[] options(StopState state) {
        return state == StopState.WARNED
                ? new String[] {"--idle", "300s", "--warn", "299s"}
                : new String[] {"--door-timeout", "60s", "--kill-after", "5s"};
    }

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "procfs", "proxy", "uring"})
    void leavesNothingWhereLullIsKilled(String strategy) {
        EachState.of(strategy, state -> {
            try (RunInState run = RunInState.reach(strategy, state, folder, options(state))) {
                endsWith(run, KILLED, run.pid());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "procfs", "proxy", "uring"})
    void endsWithCommandsCodeWhereThatIsKilled(String strategy) {
        EachState.of(strategy, state -> {
            try (RunInState run = RunInState.reach(strategy, state, folder, options(state))) {
                int code = state == StopState.COMMAND_ENDS ? 0 : KILLED; // there it was on its way out
                endsWith(run, code, run.pidOfCommand());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "procfs", "proxy", "uring"})
    void leavesNothingWhereBothAreKilled(String strategy) {
        EachState.of(strategy, state -> {
            try (RunInState run = RunInState.reach(strategy, state, folder, options(state))) {
                endsWith(run, KILLED, run.pid(), run.pidOfCommand());
            }
        });
    }

    private static void endsWith(RunInState run, int code, long... pids) throws IOException {
        Set<Integer> programs = BpfPrograms.of(run.pid());
        List<ProcessHandle> family = run.lull().handle().descendants().toList();
        kill(pids);
        if (run.lull().handle().isAlive()) {
            run.goOn(); // a line is not broken off: it may have ended COMMAND itself
        }
        assertThat(run.lull().awaitExit()).as("%s: %s", run, run.lull().err()).isEqualTo(code);
        await(run + ": the end of all that ran")
                .atMost(LauncherProcess.PATIENCE)
                .until(
                        () -> family.stream()
                                .filter(ProcessHandle::isAlive)
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
        List<String> command = new java.util.ArrayList<>(List.of("kill", "-9"));
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
