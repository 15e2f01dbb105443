package dev.lull.launcher.control.client;

import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.control.ControlClient;
import dev.lull.launcher.control.JsonObject;
import dev.lull.launcher.control.RefusedException;
import dev.lull.launcher.option.ControlOptionsMixin;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lull release}: ends holds. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description =
                "Ends a hold: the one of that id, such as h1, or the only one there is. Prints the ids of those that"
                        + " have ended.")
public final class ReleaseCommand implements Callable<Integer> {

    private final PrintStream out = System.out;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Parameters(
            arity = "0..2",
            paramLabel = "[ID] [NAME]",
            hideParamSyntax = true,
            description = "Which hold, and of which run.")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws UnreachableException, RefusedException {
        Optional<String> id = words.stream().findFirst().filter(ControlOptionsMixin::isHold);
        List<String> names = words.subList(id.isPresent() ? 1 : 0, words.size());
        if (names.size() > 1) {
            throw new UsageException("\"" + names.get(0) + "\" is not a hold's id, expected one such as h1");
        }
        if (id.isPresent() && all) {
            throw new UsageException("--all and " + id.get() + " exclude each other");
        }
        JsonObject answer = RunningServices.ask(
                names.isEmpty() ? null : names.get(0),
                ControlClient.Request.release(id, all),
                RunningServices.PATIENCE);
        answer.texts("released").forEach(out::println);
        return ExitCode.OK;
    }
}
