package dev.lull.launcher.command;

import dev.lull.Door;
import dev.lull.Sleepable;
import dev.lull.Verdict;
import dev.lull.Wake;
import java.time.Duration;
import java.util.Optional;

/** Passes everything on to what sleeps; whoever wraps that overrides what it adds. As safe for threads as that is. */
public abstract class ForwardingSleepable implements Sleepable {

    private final Sleepable service;

    /**
     * Wraps what sleeps.
     *
     * @param service falls asleep and wakes up
     */
    protected ForwardingSleepable(Sleepable service) {
        this.service = service;
    }

    @Override
    public void sleep(Verdict.ShutDown verdict, Door door) throws Exception {
        service.sleep(verdict, door);
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
