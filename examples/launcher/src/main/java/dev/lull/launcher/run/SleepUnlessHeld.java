package dev.lull.launcher.run;

import dev.lull.Door;
import dev.lull.Sleepable;
import dev.lull.Verdict;
import dev.lull.launcher.command.ForwardingSleepable;

/** Falls asleep only if nobody holds it, and lets nobody have a hold meanwhile: whoever got an id is not put to sleep. */
final class SleepUnlessHeld extends ForwardingSleepable {

    private final RunHolds holds;

    SleepUnlessHeld(Sleepable service, RunHolds holds) {
        super(service);
        this.holds = holds;
    }

    @Override
    public void sleep(Verdict.ShutDown verdict, Door door) throws Exception {
        holds.decideToSleep();
        try {
            super.sleep(verdict, door);
        } finally {
            holds.sleepDecided();
        }
    }
}
