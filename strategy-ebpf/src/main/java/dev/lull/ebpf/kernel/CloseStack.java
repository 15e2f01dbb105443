package dev.lull.ebpf.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened, the latest first. For one thread at a time. */
public final class CloseStack implements AutoCloseable {

    private static final Logger LOG = System.getLogger(CloseStack.class.getName());

    private final Deque<Runnable> closers = new ArrayDeque<>();

    /** Begins with nothing to close. */
    public CloseStack() {}

    /**
     * Adds what is closed before everything that was added until now.
     *
     * @param closer closes it
     */
    public void add(Runnable closer) {
        closers.push(closer);
    }

    /** Closes everything, whatever one of them throws: that is logged. Idempotent; never throws. */
    @Override
    public void close() {
        while (!closers.isEmpty()) {
            try {
                closers.pop().run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "something could not be closed; the rest is", e);
            }
        }
    }
}
