package dev.lull.launcher.command;

import java.util.List;
import java.util.function.Supplier;

/**
 * Those of COMMAND's processes that end with Lull.
 *
 * @param first COMMAND itself, or what it put into the background
 * @param all those with all that they started, for which the whole machine is looked through
 */
public record CommandProcesses(Supplier<List<Long>> first, Supplier<List<Long>> all) {

    /** Makes them of one that does not change; nothing is saved. */
    static CommandProcesses of(Long... processes) {
        return new CommandProcesses(() -> List.of(processes), () -> List.of(processes));
    }
}
