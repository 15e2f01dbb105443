package dev.lull.launcher.command;

import dev.lull.launcher.process.CommandStartException;
import java.util.function.IntConsumer;

/** Starts COMMAND. */
@FunctionalInterface
public interface Starter {

    /**
     * Starts it, unless the run ends.
     *
     * @param ended gets its exit code when it has ended by itself
     * @return false if the run ends, so that nothing was started
     * @throws CommandStartException if it cannot be started
     */
    boolean start(IntConsumer ended) throws CommandStartException;
}
