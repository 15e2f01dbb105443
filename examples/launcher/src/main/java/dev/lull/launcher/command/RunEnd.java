package dev.lull.launcher.command;

import java.time.Duration;

/** The end of a run, which may come at any time. */
public interface RunEnd {

    /** Tells whether the run ends. */
    boolean hasCome();

    /**
     * Waits for it.
     *
     * @param most for how long
     * @return whether the run ends
     */
    boolean within(Duration most) throws InterruptedException;
}
