package dev.lull.ebpf;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The thread on which a monitor's loop runs, from its making until {@link #end}. Safe for use by any thread. */
final class LoopThread {

    private static final Logger LOG = System.getLogger(LoopThread.class.getName());
    private static final long PATIENCE_MILLIS = 2000;

    private final MonitorLoop loop;
    private final Thread thread;

    LoopThread(MonitorLoop loop, String name) {
        this.loop = loop;
        this.thread = new Thread(loop, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Stops the loop and waits for it, unless this is its own thread. A listener that does not return keeps the thread; all
     * that it still touches is freed when it ends.
     */
    void end() {
        loop.stop();
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        try {
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            LOG.log(Level.WARNING, "{0} is still in a listener; it ends when that returns", thread.getName());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
