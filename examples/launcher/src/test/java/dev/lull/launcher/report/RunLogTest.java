package dev.lull.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Verdict;
import dev.lull.contract.ManualClock;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.console.Console;
import dev.lull.launcher.console.LogForm;
import dev.lull.launcher.console.LogLevel;
import dev.lull.launcher.console.LogStyle;
import dev.lull.launcher.report.event.ClosedEvent;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.LookEvent;
import dev.lull.launcher.report.event.OpenedEvent;
import dev.lull.launcher.report.event.SignalEvent;
import dev.lull.launcher.report.event.StoppedEvent;
import dev.lull.launcher.report.event.StoppingEvent;
import dev.lull.launcher.report.event.UnreadableEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunLogTest {

    private static final Clock TIME = Clock.fixed(Instant.parse("2026-03-02T21:14:02Z"), ZoneOffset.UTC);
    private static final LogForm TEXT = LogForm.prioritized("lull");

    private final ManualClock clock = new ManualClock();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<Runnable> aSecondLater = new ArrayList<>();

    private RunLog log(LogForm form, LogLevel least) {
        Console console =
                new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), new LogStyle(form, least));
        return new RunLog(console, clock, (delay, task) -> {
            assertThat(delay).isEqualTo(Duration.ofSeconds(1));
            aSecondLater.add(task);
        });
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private Connection connection(int number) {
        return new Connection(
                number,
                new InetSocketAddress("10.0.0.1", 22),
                new InetSocketAddress("10.0.0.7", 1024 + number),
                clock.nanoTime(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private void opens(RunLog log, int count) {
        for (int i = 1; i <= count; i++) {
            log.accept(new OpenedEvent("s", new ConnectionEvent.Opened(connection(i), i, clock.nanoTime())));
        }
    }

    private void closes(RunLog log, int count) {
        for (int i = 1; i <= count; i++) {
            log.accept(new ClosedEvent("s", new ConnectionEvent.Closed(connection(i), count - i, clock.nanoTime())));
        }
    }

    @Test
    void countsTheConnectionsThatAreTooManyForASecondAndSaysSoWhenItIsOver() {
        RunLog log = log(TEXT, LogLevel.INFO);
        opens(log, LineBudget.LINES_PER_SECOND + 412);
        closes(log, 409);
        assertThat(lines()).hasSize(LineBudget.LINES_PER_SECOND);
        assertThat(aSecondLater).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        aSecondLater.get(0).run();
        assertThat(lines())
                .hasSize(LineBudget.LINES_PER_SECOND + 1)
                .last()
                .isEqualTo("<6>lull: 412 more came and 409 went, too fast to be told one by one");
    }

    @Test
    void saysHowManyWereLeftOutBeforeWhateverElseIsTold() {
        RunLog log = log(TEXT, LogLevel.INFO);
        opens(log, LineBudget.LINES_PER_SECOND + 1);
        log.accept(new SignalEvent("SIGTERM", Optional.empty()));
        assertThat(lines().subList(LineBudget.LINES_PER_SECOND, lines().size()))
                .containsExactly(
                        "<6>lull: 1 more came and 0 went, too fast to be told one by one", "<6>lull: SIGTERM received");
        aSecondLater.get(0).run();
        assertThat(lines()).as("once").hasSize(LineBudget.LINES_PER_SECOND + 2);
    }

    private void tellAll(RunLog log) {
        opens(log, 1);
        log.accept(new LookEvent(
                new Verdict.KeepRunning(Verdict.Why.IN_USE, 1, "", Duration.ZERO, Duration.ofSeconds(5))));
        log.accept(new UnreadableEvent("s", "permission denied", false));
        ExitCause.Idle idle = new ExitCause.Idle(Duration.ofMinutes(1));
        log.accept(StoppingEvent.because("s", "sshd", idle));
        log.accept(new StoppedEvent("sshd", idle, false));
    }

    @Test
    void saysOnlyWhatEndsOrBreaksWhenItIsToBeQuiet() {
        tellAll(log(TEXT, LogLevel.NOTICE));
        assertThat(lines())
                .containsExactly(
                        "<4>lull: staying up, because it cannot be told whether anybody is connected: permission denied",
                        "<5>lull: stopping sshd: idle for 1m",
                        "<5>lull: done: stopped because idle (exit code 0)");
    }

    @Test
    void saysWhatEachLookFoundWhenItIsToBeVerbose() {
        tellAll(log(TEXT, LogLevel.DEBUG));
        assertThat(lines()).contains("<7>lull: look: 1 connection");
        printed.reset();
        tellAll(log(TEXT, LogLevel.INFO));
        assertThat(lines()).noneMatch(line -> line.contains("look")).hasSize(4);
    }

    @Test
    void givesProgramsTheLinesAndTheEventsOwnFieldsInOneObject() {
        RunLog log = log(LogForm.json(TIME, false), LogLevel.INFO);
        opens(log, 1);
        log.accept(new SignalEvent("SIGTERM", Optional.empty()));
        assertThat(EventFile.parse(lines().get(0)))
                .containsEntry("at", "2026-03-02T21:14:02Z")
                .containsEntry("level", "info")
                .containsEntry("message", "10.0.0.7:1025 connected (1 open)")
                .containsEntry("event", "opened")
                .containsEntry("remote", "10.0.0.7:1025");
        assertThat(EventFile.parse(lines().get(1)))
                .containsEntry("message", "SIGTERM received")
                .doesNotContainKey("event");
    }

    @Test
    void aLookIsToldInWords() {
        assertThat(new LookEvent(new Verdict.KeepRunning(
                                Verdict.Why.NOT_IDLE_LONG_ENOUGH, 0, "", Duration.ofSeconds(5), Duration.ofSeconds(55)))
                        .lines())
                .containsExactly("look: nobody is connected, for 5s; that is long enough in 55s");
        assertThat(new LookEvent(new Verdict.ShutDown(Duration.ofMinutes(1))).lines())
                .containsExactly("look: nobody is connected, for 1m; that is long enough");
    }
}
