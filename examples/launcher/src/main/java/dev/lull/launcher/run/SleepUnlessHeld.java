package dev.lull.launcher.run;

import dev.lull.Door;
import dev.lull.Sleepable;
import dev.lull.Verdict;
import dev.lull.Wake;
import java.time.Duration;
import java.util.Optional;

/** Falls asleep only if nobody holds it, and lets nobody have a hold meanwhile: whoever got an id is not put to sleep. */
record SleepUnlessHeld(Sleepable service, RunHolds holds) implements Sleepable {

    @Override
    public void sleep(Verdict.ShutDown verdict, Door door) throws Exception {
        holds.decideToSleep();
        try {
            service.sleep(verdict, door);
        } finally {
            holds.sleepDecided();
        }
    }

    @Override
    public void wake(Wake wake) throws Exception {
        service.wake(wake);
    }

    @Override
    public boolean endsConnections() {
        return service.endsConnections();
    }

    @Override
    public Optional<Door> ownDoor() {
        return service.ownDoor();
    }

    @Override
    public Optional<Duration> longestPause() {
        return service.longestPause();
    }
}
