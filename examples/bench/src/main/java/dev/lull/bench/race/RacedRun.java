package dev.lull.bench.race;

import dev.lull.ShutdownAction;
import java.io.IOException;
import java.util.Collection;

/** One run of a service. */
interface RacedRun extends ShutdownAction, AutoCloseable {

    /** Returns the processes that hold its sockets. */
    Collection<Long> processes();

    /** Ends whatever is left of it, without a grace. */
    @Override
    void close() throws IOException;
}
