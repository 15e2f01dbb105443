package dev.lull.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a run ends for when several things happen at once: the first. An idle stop that fails is taken back, and
 * what came second then counts. Safe for use by any thread.
 */
final class Endings {

    private final Runnable stopWatching;
    private final List<Ending> offered = new ArrayList<>();

    Endings(Runnable stopWatching) {
        this.stopWatching = stopWatching;
    }

    /**
     * Offers a reason to end.
     *
     * @return true if it is the first
     */
    synchronized boolean offer(Ending ending) {
        offered.add(ending);
        notifyAll();
        if (!(ending instanceof Ending.Idle)) {
            stopWatching.run();
        }
        return offered.get(0) == ending;
    }

    /** Tells whether there is a reason to end. */
    synchronized boolean any() {
        return !offered.isEmpty();
    }

    /** Takes back an idle stop that did not come off. */
    synchronized void takeBack(Ending.Idle ending) {
        offered.removeIf(each -> each == ending);
    }

    /** Waits for the first. */
    synchronized Ending await() throws InterruptedException {
        while (offered.isEmpty()) {
            wait();
        }
        return offered.get(0);
    }

    /** Waits for a signal. */
    synchronized Ending awaitSignal() throws InterruptedException {
        while (true) {
            Optional<Ending> signalled =
                    offered.stream().filter(Ending.Signalled.class::isInstance).findFirst();
            if (signalled.isPresent()) {
                return signalled.get();
            }
            wait();
        }
    }
}
