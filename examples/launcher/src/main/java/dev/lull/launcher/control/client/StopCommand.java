package dev.lull.launcher.control.client;

import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.control.ControlClient;
import dev.lull.launcher.control.JsonObject;
import dev.lull.launcher.control.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lull stop}: stops a service now, and waits for that. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Stops a service now, as though it were idle, whoever is connected, and waits until the run has"
                + " ended. Holds and --before-stop can refuse.")
public final class StopCommand implements Callable<Integer> {

    /** The line of {@code --before-stop} has no time limit of its own. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final PrintStream out = System.out;

    @Mixin
    private ServiceArgument service = new ServiceArgument();

    @Option(names = "--force", description = "Stop whoever holds, and without asking --before-stop.")
    private boolean force;

    @Override
    public Integer call() throws UnreachableException, RefusedException {
        Path socket = RunningServices.socket(service.name);
        try {
            JsonObject answer = ControlClient.askAndAwaitEnd(socket, ControlClient.Request.stop(force), PATIENCE);
            out.println(answer.text("said").orElse("stopped"));
            return ExitCode.OK;
        } catch (IOException e) {
            throw RunningServices.unreachable(socket, e);
        }
    }
}
