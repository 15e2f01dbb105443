package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Traffic;
import dev.lull.launcher.LullCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * What the README shows of a run is what the program prints for the command above it: the scene is played on a clock that
 * stands still until it is moved. A line {@code …} stands for one line or more that the README leaves out.
 */
class ReadmeTranscriptTest {

    private static final Pattern COMMAND_AND_TRANSCRIPT =
            Pattern.compile("```sh\n\\./lull (run [^\n]+)\n```\n\n```text\n(.+?)```", Pattern.DOTALL);
    private static final String LEFT_OUT = "…";

    @Test
    void printsWhatTheReadmeShows() throws IOException {
        MatchResult found = COMMAND_AND_TRANSCRIPT
                .matcher(Files.readString(Path.of("..", "..", "README.md")))
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("README.md shows no run"));
        RehearsedRun run = new RehearsedRun(settings(found.group(1)), Instant.parse("2026-03-02T21:14:02Z"));
        run.begin("sockops program on /sys/fs/cgroup", 4711);
        run.pass(Duration.ofSeconds(7));
        run.connect(new InetSocketAddress("10.0.0.7", 51_234));
        run.pass(Duration.ofHours(1).plusMinutes(26).plusSeconds(22));
        run.leave(new Traffic(1_912_304, 24_018_551));
        run.idleUntilTheStop(0);
        assertShows(found.group(2).lines().toList(), run.lines());
    }

    private static RunSettings settings(String command) {
        CommandLine.ParseResult parsed = new CommandLine(new LullCommand()).parseArgs(command.split(" "));
        return ((RunCommand) parsed.subcommand().commandSpec().userObject()).settings();
    }

    private static void assertShows(List<String> shown, List<String> printed) {
        int next = 0;
        boolean gap = false;
        for (String line : shown) {
            if (line.equals(LEFT_OUT)) {
                gap = true;
                continue;
            }
            List<String> rest = printed.subList(next, printed.size());
            int skipped = rest.indexOf(line);
            assertThat(rest)
                    .as("README.md shows a line that is not printed there")
                    .contains(line);
            assertThat(skipped > 0)
                    .as(
                            "lines are left out before \"%s\", and %s says so: %s",
                            line, LEFT_OUT, rest.subList(0, skipped))
                    .isEqualTo(gap);
            next += skipped + 1;
            gap = false;
        }
        assertThat(next < printed.size()).as("lines are left out at the end").isEqualTo(gap);
    }
}
