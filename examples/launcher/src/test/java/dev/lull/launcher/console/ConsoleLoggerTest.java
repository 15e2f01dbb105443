package dev.lull.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ConsoleLoggerTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private System.Logger logger(String name, boolean debug) {
        Clock clock = Clock.fixed(Instant.parse("2026-03-02T21:14:02Z"), ZoneOffset.UTC);
        LogStyle style = new LogStyle(LogForm.timed(clock, "lull"), debug ? LogLevel.DEBUG : LogLevel.INFO);
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new ConsoleLogger(name, new Console(out, style), debug);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void saysInOneLineWhatFailed() {
        logger("dev.lull.IdleWatcher", false)
                .log(System.Logger.Level.ERROR, "the action failed", new IllegalStateException("no permission"));
        assertThat(printed()).isEqualTo("21:14:02 lull: the action failed: no permission\n");
    }

    @Test
    void showsStackTracesAndMoreLinesWithDebug() {
        System.Logger logger = logger("dev.lull.IdleWatcher", true);
        logger.log(System.Logger.Level.DEBUG, "looking");
        logger.log(System.Logger.Level.ERROR, "the action failed", new IllegalStateException("no permission"));
        assertThat(printed())
                .startsWith("21:14:02 lull: looking\n21:14:02 lull: the action failed\n")
                .contains("\tat dev.lull.launcher.console.ConsoleLoggerTest");
    }

    @Test
    void keepsOtherLibrariesQuietUnlessTheyFail() {
        System.Logger logger = logger("org.apache.sshd", false);
        logger.log(System.Logger.Level.WARNING, "chatter");
        logger.log(System.Logger.Level.ERROR, "broken");
        assertThat(printed()).isEqualTo("21:14:02 lull: broken\n");
    }
}
