package dev.lull.launcher.control.client;

import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code lull list}: the runs of this user on this machine. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Lists the runs of this user on this machine, by their control sockets.")
public final class ListCommand implements Callable<Integer> {

    private static final List<String> HEAD = List.of("NAME", "STATE", "TARGET", "UP SINCE", "OPEN", "STOPS IN");

    private final PrintStream out = System.out;

    @Override
    public Integer call() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (RunningServices.Found found : RunningServices.all()) {
            rows.add(StatusLines.row(found.name(), found.status(), ZoneId.systemDefault()));
        }
        if (rows.size() > 1) {
            StatusLines.aligned(rows).forEach(out::println);
        }
        return ExitCode.OK;
    }
}
