package dev.lull.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.hold.Finding.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, files, servers and sessions. */
@ExtendWith(LeakCheck.class)
@EnabledOnOs(OS.LINUX)
final class ProbesTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private static State state(HoldProbe probe) {
        try {
            return probe.look().state();
        } catch (Exception e) {
            return State.UNKNOWN;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lull-hold-a", "lull-hold-with-a-name-longer-than-the-kernel-keeps"})
    void processOfANameHoldsWhileItRuns(String name) throws Exception {
        Path program = folder.resolve(name);
        Files.copy(Path.of("/bin/sleep"), program);
        HoldProbe probe = Holds.processNamed(name);
        assertThat(state(probe)).isEqualTo(State.FREE);
        Process process = new ProcessBuilder(program.toString(), "300").start();
        try {
            await().until(() -> probe.look().equals(Finding.held("process " + process.pid() + " runs")));
            assertThat(state(Holds.processNamed(name + "x"))).isEqualTo(State.FREE);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(state(probe)).isEqualTo(State.FREE);
    }

    @Test
    void processOfAPidFileHoldsWhileItRuns() throws Exception {
        Path file = folder.resolve("backup.pid");
        HoldProbe probe = Holds.processOf(file);
        assertThat(state(probe)).isEqualTo(State.FREE);
        Process process = new ProcessBuilder("sleep", "300").start();
        try {
            Files.writeString(file, process.pid() + "\n/var/lib/postgresql\n");
            assertThat(probe.look()).isEqualTo(Finding.held("process " + process.pid() + " runs"));
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(state(probe)).isEqualTo(State.FREE);
        Files.writeString(file, "soon\n");
        assertThat(probe.look()).isEqualTo(Finding.unknown(file + " has no process number in its first line"));
        assertThatIOException()
                .isThrownBy(() -> Holds.processOf(folder).look())
                .withMessageContaining("cannot be read");
    }

    @Test
    void fileHoldsWhileItIsThereOrWasTouchedLately() throws Exception {
        Path file = folder.resolve("keep-up");
        HoldProbe there = Holds.fileExists(file);
        HoldProbe touched = Holds.fileTouched(file, Duration.ofMinutes(5), Clock.fixed(NOON, ZoneOffset.UTC));
        assertThat(state(there)).isEqualTo(State.FREE);
        assertThat(state(touched)).isEqualTo(State.FREE);
        Files.createFile(file);
        assertThat(state(there)).isEqualTo(State.HELD);
        Files.setLastModifiedTime(file, FileTime.from(NOON.minusSeconds(299)));
        assertThat(state(touched)).isEqualTo(State.HELD);
        Files.setLastModifiedTime(file, FileTime.from(NOON.minusSeconds(300)));
        assertThat(touched.look()).isEqualTo(Finding.free(file + " was not touched within 5m"));
        Files.setLastModifiedTime(file, FileTime.from(NOON.plusSeconds(300)));
        assertThat(state(touched)).isEqualTo(State.HELD);
        assertThatIOException()
                .isThrownBy(
                        () -> Holds.fileExists(folder.resolve("n".repeat(300))).look())
                .withMessageContaining("cannot be looked at");
    }

    @Test
    void serviceSaysWhetherItIsBusyAndIsAskedFromTheGivenAddress() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        AtomicReference<String> asked = new AtomicReference<>("");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.set(exchange.getRemoteAddress().getAddress().getHostAddress() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        URI endpoint = URI.create("http://localhost:" + server.getAddress().getPort() + "/busy?who=lull");
        HoldProbe probe = Holds.busy(endpoint, Optional.of(InetAddress.getByName("127.200.0.7")));
        try {
            assertThat(probe.look()).isEqualTo(Finding.held(endpoint + " says busy"));
            assertThat(asked).hasValue("127.200.0.7 /busy?who=lull");
            status.set(204);
            assertThat(probe.look()).isEqualTo(Finding.free(endpoint + " says not busy"));
            status.set(404);
            assertThat(probe.look())
                    .isEqualTo(Finding.unknown(endpoint + " answered 404, expected 200 (busy) or 204 (not busy)"));
        } finally {
            server.stop(0);
        }
        assertThat(probe.look()).isEqualTo(Finding.free("nobody listens at " + endpoint));
    }

    @Test
    void serviceThatSpeaksSomethingElseCannotBeTold() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread greeting = new Thread(() -> {
                try (var client = server.accept()) {
                    client.getOutputStream().write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            greeting.start();
            URI endpoint = URI.create("http://127.0.0.1:" + server.getLocalPort());
            assertThat(state(Holds.busy(endpoint, Optional.empty()))).isEqualTo(State.UNKNOWN);
            greeting.join();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Holds.busy(URI.create("ftp://x/"), Optional.empty()))
                .withMessageContaining("expected a URL such as");
    }

    @Test
    void userHoldsWhileLoggedInByUtmp() throws Exception {
        Require.that("utmp", Require.hasProgram("utmpdump") && Require.hasProgram("who"), "no utmpdump, or no who");
        Path utmp = folder.resolve("utmp");
        assertThat(state(new LoginProbe("alice", List.of(utmp)))).isNotEqualTo(State.HELD);
        logIn(utmp, 7, "alice");
        assertThat(new LoginProbe("alice", List.of(utmp)).look()).isEqualTo(Finding.held("alice is logged in"));
        assertThat(new LoginProbe("*", List.of(utmp)).look()).isEqualTo(Finding.held("alice is logged in"));
        assertThat(new LoginProbe("ali", List.of(utmp)).look()).isEqualTo(Finding.free("ali is not logged in"));
        logIn(utmp, 8, "alice"); // DEAD_PROCESS
        assertThat(new LoginProbe("alice", List.of(utmp)).look()).isEqualTo(Finding.free("alice is not logged in"));
    }

    private static void logIn(Path utmp, int type, String user) throws Exception {
        Process writer = new ProcessBuilder("utmpdump", "-r")
                .redirectOutput(utmp.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = writer.outputWriter(StandardCharsets.US_ASCII)) {
            lines.write("[" + type + "] [01234] [ts/0] [" + user + "   ] [pts/0       ] [10.0.0.1            ]"
                    + " [10.0.0.1       ] [2026-11-24T10:00:00,000000+00:00]\n");
        }
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void tmuxSessionHoldsUntilItEnds() throws Exception {
        Require.that("tmux", Require.hasProgram("tmux"), "no tmux");
        Path socket = folder.resolve("tmux");
        HoldProbe any = Holds.tmuxSession(Optional.of(socket), false);
        HoldProbe attached = Holds.tmuxSession(Optional.of(socket), true);
        assertThat(state(any)).isEqualTo(State.FREE);
        tmux(socket, "new-session", "-d", "-s", "work", "sleep 300");
        try {
            assertThat(any.look()).isEqualTo(Finding.held("tmux session work is there"));
            assertThat(attached.look()).isEqualTo(Finding.free("no tmux session is attached"));
        } finally {
            tmux(socket, "kill-server");
        }
        await().until(() -> any.look().state() == State.FREE);
    }

    private static void tmux(Path socket, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("tmux", "-f", "/dev/null", "-S", socket.toString()));
        command.addAll(List.of(arguments));
        assertThat(ShortProgram.run(command).exitCode()).isZero();
    }

    @Test
    void inhibitorsAreTakenFromWhatBusctlPrints() throws IOException {
        assertThat(InhibitorProbe.parse("a(ssssuu) 2 \"sleep\" \"NetworkManager\" \"needs \\\"net\\\"\" \"delay\" 0 12"
                        + " \"idle:shutdown\" \"apt\" \"\" \"block\" 1000 13\n"))
                .containsExactly(
                        new InhibitorProbe.Lock("sleep", "NetworkManager", "needs \"net\"", "delay"),
                        new InhibitorProbe.Lock("idle:shutdown", "apt", "", "block"));
        assertThat(InhibitorProbe.parse("a(ssssuu) 0\n")).isEmpty();
        assertThatIOException().isThrownBy(() -> InhibitorProbe.parse("a(ssssuu) 1 \"sleep\"\n"));
        assertThatIOException().isThrownBy(() -> InhibitorProbe.parse(""));
        List<InhibitorProbe.Lock> locks = InhibitorProbe.parse(
                "a(ssssuu) 2 \"sleep\" \"a\" \"b\" \"delay\" 0 1 \"idle\" \"apt\" \"upgrades\" \"block\" 0 2");
        assertThat(new InhibitorProbe(List.of("idle", "shutdown")).judge(locks))
                .isEqualTo(Finding.held("apt inhibits idle: upgrades"));
        assertThat(new InhibitorProbe(List.of("sleep")).judge(locks)).isEqualTo(Finding.free("nobody inhibits sleep"));
    }

    @Test
    void whereNoLogindIsInhibitorsCannotBeTold() {
        Require.that(
                "no-logind",
                !Files.exists(Path.of("/run/dbus/system_bus_socket")),
                "a system bus runs here, and perhaps a logind");
        assertThat(state(Holds.inhibited(List.of("idle")))).isEqualTo(State.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        // 2026-11-24 is a Tuesday; Berlin is an hour ahead of UTC in winter, two in summer.
        "Mo-Fr 08:00-18:00 Europe/Berlin, 2026-11-24T06:59:59Z, FREE",
        "Mo-Fr 08:00-18:00 Europe/Berlin, 2026-11-24T07:00:00Z, HELD",
        "Mo-Fr 08:00-18:00 Europe/Berlin, 2026-11-24T17:00:00Z, FREE",
        "Mo-Fr 08:00-18:00 Europe/Berlin, 2026-07-24T06:00:00Z, HELD",
        "Mo-Fr 08:00-18:00 Europe/Berlin, 2026-11-28T12:00:00Z, FREE",
        "Mo-Fr 08:00-18:00,               2026-11-24T08:00:00Z, HELD",
        "9:30-24:00 UTC,                  2026-11-28T23:59:59Z, HELD",
        "00:00-24:00 UTC,                 2026-11-28T00:00:00Z, HELD",
        // Over midnight: the day is that of the beginning. The 27th is a Friday.
        "Fri 22:00-06:00 UTC,             2026-11-27T21:59:59Z, FREE",
        "Fri 22:00-06:00 UTC,             2026-11-27T05:00:00Z, FREE",
        "Fri 22:00-06:00 UTC,             2026-11-28T05:59:59Z, HELD",
        "Fri 22:00-06:00 UTC,             2026-11-28T06:00:00Z, FREE",
        "Sa-Mo 10:00-12:00 UTC,           2026-11-30T11:00:00Z, HELD",
        // 02:00 to 03:00 is skipped on 2026-03-29 and repeated on 2026-10-25.
        "02:30-04:00 Europe/Berlin,       2026-03-29T00:59:59Z, FREE",
        "02:30-04:00 Europe/Berlin,       2026-03-29T01:00:00Z, HELD",
        "02:00-03:00 Europe/Berlin,       2026-10-25T00:30:00Z, HELD",
        "02:00-03:00 Europe/Berlin,       2026-10-25T01:30:00Z, HELD",
        "02:00-03:00 Europe/Berlin,       2026-10-25T02:00:00Z, FREE",
    })
    void businessHoursHoldByTheClockOnTheWall(String hours, Instant now, State state) {
        assertThat(state(Holds.businessHours(hours, Clock.fixed(now, ZoneOffset.UTC))))
                .isEqualTo(state);
    }

    @Test
    void businessHoursMayBeOfADayList() {
        HoldProbe probe = Holds.businessHours("Mo,We-Fr 08:00-18:00 UTC", Clock.fixed(NOON, ZoneOffset.UTC));
        assertThat(state(probe)).isEqualTo(State.FREE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "always | expected hours such as Mo-Fr 08:00-18:00 Europe/Berlin",
                "Mo-Xy 08:00-18:00 UTC | there is no day Xy",
                "M 08:00-18:00 UTC | there is no day M",
                "Mo- 08:00-18:00 | there is no day ,",
                "25:00-26:00 | there is no time 25:00",
                "08:00-08:00 | begins when it ends",
                "08:00-18:00 Europe/Atlantis | there is no time zone Europe/Atlantis",
            })
    void wrongBusinessHoursSayWhatIsWrong(String hours, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Holds.businessHours(hours, Clock.systemUTC()))
                .withMessageContaining(message);
    }
}
