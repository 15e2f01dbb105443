package dev.lull.proxy.ready;

import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.SplicePipe;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.proxy.relay.RelayLog;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of one loop: each is in use only while bytes stand in it, and then by one direction of one connection. When
 * they run out, or the system has no more, whoever asks goes on copying. For the loop's thread alone.
 */
final class PipePool implements AutoCloseable {

    /** As much as one fill of a busy connection brings; also the most that an unprivileged user may ask for (pipe(7)). */
    static final int PIPE_BYTES = 1024 * 1024;

    private static final long PAUSE_AFTER_REFUSAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LibC libC;
    private final int bound;
    private final ArrayDeque<SplicePipe> free = new ArrayDeque<>();
    private int open;
    private boolean refused;
    private long refusedAtNanos;

    PipePool(LibC libC, int bound) {
        this.libC = libC;
        this.bound = bound;
    }

    int bound() {
        return bound;
    }

    /** How many pipes there are, in use or not. */
    int open() {
        return open;
    }

    @Nullable
    SplicePipe take() {
        SplicePipe kept = free.poll();
        if (kept != null || open == bound || refusedLately()) {
            return kept;
        }
        try {
            SplicePipe pipe = SplicePipe.open(libC, PIPE_BYTES);
            open++;
            refused = false;
            return pipe;
        } catch (SystemCallException e) {
            if (!refused) {
                RelayLog.log(Level.INFO, "no splice pipe to be had, copying instead: " + e.getMessage(), null);
            }
            refused = true;
            refusedAtNanos = System.nanoTime();
            return null;
        }
    }

    private boolean refusedLately() {
        return refused && System.nanoTime() - refusedAtNanos < PAUSE_AFTER_REFUSAL_NANOS;
    }

    /** Keeps an empty pipe for the next one; one with bytes in it is of no use any more. */
    void giveBack(SplicePipe pipe) {
        if (pipe.heldBytes() == 0) {
            free.push(pipe);
        } else {
            open--;
            pipe.close();
        }
    }

    @Override
    public void close() {
        for (SplicePipe pipe : free) {
            pipe.close();
        }
        free.clear();
    }
}
