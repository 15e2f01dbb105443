package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.launcher.LauncherProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lull is suspended (SIGSTOP) at any moment of a stop, for longer than it meant to wait there, and somebody comes
 * meanwhile. Whatever it does when it goes on, that client is not cut off.
 */
@EnabledOnOs(OS.LINUX)
class SuspendedInEachStateTest {

    /** Longer than what it waits for, which goes by while it is suspended. */
    private static final Duration SUSPENDED = Duration.ofSeconds(4);

    @TempDir
    private Path folder = Path.of("");

    private static List<String> options(StopState state) {
        return switch (state) {
            case WATCHING -> List.of("--idle", "8s"); // some of it is over when COMMAND listens
            case WARNED -> List.of("--idle", "5s", "--warn", "3s");
            case BEFORE_STOP, ON_IDLE_LINE -> List.of();
            case DOOR_SHUT -> List.of("--door-timeout", "3s");
            case COMMAND_ENDS -> List.of("--kill-after", "8s");
        };
    }

    /** In the short suite the kernel's clock, and that of the relays. */
    static List<String> eachKindOfDoor() {
        return Boolean.getBoolean("lull.long") ? List.of("ebpf", "procfs", "proxy", "uring") : List.of("ebpf", "proxy");
    }

    @ParameterizedTest
    @MethodSource("eachKindOfDoor")
    void cutsNobodyOff(String strategy) {
        EachState.of(strategy, state -> {
            try (RunInState run = RunInState.reach(
                            strategy, state, folder, options(state).toArray(String[]::new));
                    SocketChannel client = SocketChannel.open()) {
                run.lull().signal("STOP");
                client.configureBlocking(false);
                boolean ignored = client.connect(run.frontend());
                if (strategy.equals("ebpf") && state == StopState.DOOR_SHUT) {
                    connected(run, client); // the door has opened by itself
                }
                pause(state == StopState.WATCHING ? SUSPENDED.multipliedBy(2) : SUSPENDED);
                if (state == StopState.BEFORE_STOP || state == StopState.ON_IDLE_LINE) {
                    run.goOn();
                }
                run.lull().signal("CONT");
                if (state == StopState.COMMAND_ENDS) {
                    isNotLetIn(run, client);
                } else {
                    isServed(run, client);
                }
            }
        });
    }

    private static void isServed(RunInState run, SocketChannel client) throws IOException {
        connected(run, client);
        client.configureBlocking(true);
        client.socket().setSoTimeout((int) LauncherProcess.PATIENCE.toMillis());
        assertThat(client.socket().getInputStream().read()).as("%s", run).isEqualTo(LingeringService.GREETING);
        run.lull().awaitLog("staying up: 1 connection open");
        for (int each : List.of(1, 2, 3)) {
            client.socket().getOutputStream().write(each);
            assertThat(client.socket().getInputStream().read()).as("%s", run).isEqualTo(each);
        }
        assertThat(run.events("stopping")).as("%s", run).isEmpty();
        assertThat(run.lull().out()).as("%s", run).doesNotContain(LingeringService.LINGERING);
    }

    /** The stop was decided before: the client's SYN is held, and its kernel asks until somebody listens again. */
    private static void isNotLetIn(RunInState run, SocketChannel client) throws IOException {
        assertThat(run.lull().awaitExit()).as("%s: %s", run, run.lull().err()).isZero();
        try {
            assertThat(client.finishConnect()).as("%s: let in", run).isFalse();
        } catch (ConnectException refused) {
            // it asked just now, when nobody listened
        }
    }

    private static void connected(RunInState run, SocketChannel client) {
        await(run + ": that the client gets in")
                .atMost(LauncherProcess.PATIENCE)
                .until(client::finishConnect);
    }

    /** Time that must go by without Lull: there is nothing to wait for. */
    private static void pause(Duration duration) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    }
}
