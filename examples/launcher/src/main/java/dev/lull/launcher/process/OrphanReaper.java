package dev.lull.launcher.process;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks after children that have ended, as init does. The kernel says that there are some (SIGCHLD), not which; Java
 * reaps those that it started within milliseconds, so that whatever is left a second later is an orphan.
 */
public final class OrphanReaper {

    private static final long DELAY_MILLIS = 1000;

    private OrphanReaper() {}

    /** Calls a piece of code, in a daemon thread, a second after children have ended. */
    public static void whenChildrenEnd(Runnable reap) {
        AtomicBoolean planned = new AtomicBoolean();
        ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "lull-orphan-reaper");
            thread.setDaemon(true);
            return thread;
        });
        Signals.handle("CHLD", signal -> {
            if (planned.compareAndSet(false, true)) {
                var unused = later.schedule(
                        () -> {
                            planned.set(false);
                            reap.run();
                        },
                        DELAY_MILLIS,
                        TimeUnit.MILLISECONDS);
            }
        });
    }
}
