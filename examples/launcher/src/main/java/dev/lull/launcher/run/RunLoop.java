package dev.lull.launcher.run;

import dev.lull.IdleWatcher;
import dev.lull.Sleeper;
import dev.lull.Verdict;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A loop of a run: a watcher that stops once, or a sleeper that lets COMMAND sleep and wakes it. {@link #run} is for one
 * thread, once; {@link #close} for any.
 */
final class RunLoop implements ServiceLoop {

    /** Either of the two. */
    private interface Loop {
        Optional<Verdict.ShutDown> run() throws InterruptedException;
    }

    private final Loop loop;
    private final Runnable close;
    private final Runnable lookNow;
    private final Runnable wake;
    private final Supplier<Sleeper.State> state;

    RunLoop(IdleWatcher watcher) {
        this.loop = watcher::run;
        this.close = watcher::close;
        this.lookNow = watcher::wake;
        this.wake = () -> {};
        this.state = () -> Sleeper.State.AWAKE;
    }

    RunLoop(Sleeper sleeper) {
        this.loop = sleeper::run;
        this.close = sleeper::close;
        this.lookNow = sleeper::lookNow;
        this.wake = sleeper::wake;
        this.state = sleeper::state;
    }

    /** Returns once it has stopped for good, or is closed. */
    void run() throws InterruptedException {
        Optional<Verdict.ShutDown> ignored = loop.run();
    }

    @Override
    public void lookNow() {
        lookNow.run();
    }

    @Override
    public void wake() {
        wake.run();
    }

    @Override
    public Sleeper.State state() {
        return state.get();
    }

    void close() {
        close.run();
    }
}
