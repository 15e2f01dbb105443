package dev.lull.launcher.control.client;

import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.control.ControlClient;
import dev.lull.launcher.control.JsonObject;
import dev.lull.launcher.control.RefusedException;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lull status}: why a service is still up, and when it stops. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Says why a service is still up, and when it stops.")
public final class StatusCommand implements Callable<Integer> {

    private final PrintStream out = System.out;

    @Mixin
    private ServiceArgument service = new ServiceArgument();

    @Option(names = "--json", description = "For programs: one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws UnreachableException, RefusedException {
        JsonObject answer = RunningServices.ask(service.name, ControlClient.Request.status(), RunningServices.PATIENCE);
        JsonObject status =
                answer.object("status").orElseThrow(() -> new UnreachableException("the run's answer has no status"));
        if (json) {
            out.println(status.toJson());
        } else {
            StatusLines.of(status, ZoneId.systemDefault()).forEach(out::println);
        }
        return ExitCode.OK;
    }
}
