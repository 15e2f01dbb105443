package dev.lull.launcher.run;

import dev.lull.launcher.report.event.ExitCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a run ends for when several things happen at once: the first. A stop by the watcher that fails is taken back, and
 * what came second then counts. Safe for use by any thread.
 */
final class FirstExitCause {

    private final Runnable stopWatching;
    private final List<ExitCause> offered = new ArrayList<>();

    FirstExitCause(Runnable stopWatching) {
        this.stopWatching = stopWatching;
    }

    /**
     * Offers a reason to end.
     *
     * @return true if it is the first
     */
    synchronized boolean offer(ExitCause ending) {
        offered.add(ending);
        notifyAll();
        if (!(ending instanceof ExitCause.ByVerdict)) {
            stopWatching.run();
        }
        return offered.get(0) == ending;
    }

    /** Tells whether there is a reason to end. */
    synchronized boolean any() {
        return !offered.isEmpty();
    }

    /** Takes back a stop that did not come off. */
    synchronized void takeBack(ExitCause.ByVerdict ending) {
        offered.removeIf(each -> each == ending);
    }

    /** Waits for the first. */
    synchronized ExitCause await() throws InterruptedException {
        while (offered.isEmpty()) {
            wait();
        }
        return offered.get(0);
    }

    /** Waits for a signal. */
    synchronized ExitCause awaitSignal() throws InterruptedException {
        while (true) {
            Optional<ExitCause> signalled = offered.stream()
                    .filter(ExitCause.Signalled.class::isInstance)
                    .findFirst();
            if (signalled.isPresent()) {
                return signalled.get();
            }
            wait();
        }
    }
}
