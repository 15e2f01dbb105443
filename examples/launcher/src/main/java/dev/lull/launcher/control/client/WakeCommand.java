package dev.lull.launcher.control.client;

import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.control.ControlClient;
import dev.lull.launcher.control.JsonObject;
import dev.lull.launcher.control.RefusedException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lull wake}: wakes a service that is asleep, and waits for that. */
@Command(
        name = "wake",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Wakes a service that is asleep, and waits until it is awake. It falls asleep again after --idle;"
                + " lull hold keeps it up for longer.")
public final class WakeCommand implements Callable<Integer> {

    /** A run answers by itself once {@code --start-timeout} is over, whatever that is. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final PrintStream out = System.out;

    @Mixin
    private ServiceArgument service = new ServiceArgument();

    @Override
    public Integer call() throws UnreachableException, RefusedException {
        JsonObject answer = RunningServices.ask(service.name, ControlClient.Request.wake(), PATIENCE);
        out.println(answer.text("said").orElse("awake"));
        return ExitCode.OK;
    }
}
