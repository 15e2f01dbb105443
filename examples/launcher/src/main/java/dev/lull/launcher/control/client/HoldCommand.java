package dev.lull.launcher.control.client;

import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.control.ControlClient;
import dev.lull.launcher.control.JsonObject;
import dev.lull.launcher.control.RefusedException;
import dev.lull.launcher.option.Converters;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lull hold}: keeps a service up for so long. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Keeps a service up for so long, and wakes it if it is asleep. Prints the hold's id.")
public final class HoldCommand implements Callable<Integer> {

    private final PrintStream out = System.out;

    @Parameters(
            index = "0",
            paramLabel = "DURATION",
            converter = Converters.PositiveDuration.class,
            description = "Such as 90s, 5m, 1h30m, or PT5M.")
    private Duration duration = Duration.ZERO;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Which run: its name, or the path of its socket. May be left out where one runs.")
    private @Nullable String name;

    @Option(names = "--reason", paramLabel = "TEXT", description = "What for; lull status and the log say it.")
    private String reason = "";

    @Override
    public Integer call() throws UnreachableException, RefusedException {
        JsonObject answer =
                RunningServices.ask(name, ControlClient.Request.hold(duration, reason), RunningServices.PATIENCE);
        out.println(answer.text("id").orElse(""));
        return ExitCode.OK;
    }
}
