package dev.lull.launcher.run;

import dev.lull.Sleeper;

/** The loops that watch one service, as those see them who ask how it stands. Safe for use by any thread. */
interface ServiceLoop {

    /** Looks now instead of at the end of a pause. */
    void lookNow();

    /** Wakes COMMAND, if it sleeps. */
    void wake();

    /** Returns how COMMAND is: awake, if it does not sleep at all. */
    Sleeper.State state();
}
