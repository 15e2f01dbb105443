package dev.lull.launcher.watch;

import dev.lull.launcher.control.RefusedException;
import dev.lull.launcher.control.client.UnreachableException;
import java.util.Optional;

/** Where snapshots come from. For one thread at a time. Whoever opened it closes it. */
interface SnapshotSource extends AutoCloseable {

    /**
     * Takes one.
     *
     * @return empty if there was none to be had this time, and the next time may be better
     * @throws UnreachableException if there will be none any more
     * @throws RefusedException if there are none to be had
     */
    Optional<Snapshot> next() throws UnreachableException, RefusedException;

    @Override
    void close();
}
