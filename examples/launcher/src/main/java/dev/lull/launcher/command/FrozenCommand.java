package dev.lull.launcher.command;

import dev.lull.Door;
import dev.lull.Sleepable;
import dev.lull.Verdict;
import dev.lull.Wake;
import java.io.IOException;

/** Lets COMMAND sleep by freezing it, with its connections and its listening sockets: {@code --on-idle freeze}. */
public final class FrozenCommand implements Sleepable {

    private final WatchedCommand command;

    /**
     * Makes it, of a COMMAND that is started so that it can be frozen.
     *
     * @param command COMMAND
     */
    public FrozenCommand(WatchedCommand command) {
        this.command = command;
    }

    @Override
    public void sleep(Verdict.ShutDown verdict, Door door) throws IOException, InterruptedException {
        command.freeze();
    }

    @Override
    public void wake(Wake wake) throws IOException {
        command.thaw();
    }

    /** The kernel goes on taking connections for it, and queues them. */
    @Override
    public boolean endsConnections() {
        return false;
    }
}
