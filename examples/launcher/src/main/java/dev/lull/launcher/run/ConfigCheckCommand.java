package dev.lull.launcher.run;

import dev.lull.launcher.console.Console;
import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lull config check}: what is wrong with a configuration and where, or what would be run. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Says all that is wrong with FILE, each with its line and column, or else what would be run. Runs"
                + " nothing.",
        footer = {"", "Exit codes: 0 nothing is wrong; 64 something is."})
final class ConfigCheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The file of \"lull run --config\".")
    private String file = "";

    @Override
    public Integer call() {
        return check(Path.of(file), System.getenv(), System.out, System.err);
    }

    static int check(Path file, Map<String, String> variables, PrintStream out, PrintStream errors) {
        CommandLine run = RunOptions.parser(new RunCommand());
        OptionEnvironment environment = OptionEnvironment.of(variables, RunOptions.ofEnvironment(run.getCommandSpec()));
        ServicePlans plans = new ServicePlanner(run.parseArgs(), environment, RehearsedSocket::find).plan(file);
        print(environment.hints(), errors);
        print(plans.problems(), errors);
        if (!plans.problems().isEmpty()) {
            return ExitCode.USAGE;
        }
        for (int i = 0; i < plans.services().size(); i++) {
            print(PlanSummary.of(i + 1, plans.services().get(i)), out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private static void print(List<String> lines, PrintStream stream) {
        lines.forEach(line -> stream.println(Console.oneLine(line)));
    }
}
