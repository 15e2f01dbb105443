package dev.lull.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    @Test
    void whateverIsInALineItStaysOneAndDoesNothingToTheTerminal() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Clock clock = Clock.fixed(Instant.parse("2026-01-01T21:14:02Z"), ZoneOffset.UTC);
        new Console(new PrintStream(out, true, StandardCharsets.UTF_8), "lull", clock)
                .say("a\nb\rc\td\u001b[2Je\u0085f\u2028g\u202e é");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("21:14:02 lull: a\\nb\\rc\\td\\u001b[2Je\\u0085f\\u2028g\\u202e é\n");
    }
}
