package dev.lull.proxy.ready;

import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.SplicePipe;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.proxy.relay.HeldMemory;
import dev.lull.proxy.relay.Quota;
import dev.lull.proxy.relay.RelayLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of one loop: each is in use only while bytes stand in it, and then by one direction of one connection. When
 * they run out, or the system has no more, whoever asks goes on copying. A pipe that nobody needs for a while is closed,
 * and one out of which nothing comes, since its receiver takes nothing, is asked back. For the loop's thread alone.
 */
final class PipePool implements AutoCloseable {

    /** As much as one turn of a pump moves, and as fits into memory when a pipe is asked back. */
    static final int PIPE_BYTES = HeldMemory.LARGEST;

    /** How often it looks after its pipes. */
    static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long PAUSE_AFTER_REFUSAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The bound of all pipes of one user in pages, 0 for none (pipe(7)); beyond it his new pipes have two pages each. */
    private static final Path USER_PAGES = Path.of("/proc/sys/fs/pipe-user-pages-soft");

    /** How much of that the relay leaves to others, such as the service that it relays to: all but a quarter. */
    private static final int SHARE = 4;

    private static final int SC_PAGESIZE = 30; // bits/confname.h of glibc

    private final LibC libC;
    private final Quota quota;
    private final Later later;
    private final List<PooledPipe> all = new ArrayList<>();
    private final ArrayDeque<PooledPipe> free = new ArrayDeque<>();
    private boolean looks;
    private boolean closed;
    private boolean refused;
    private long refusedAtNanos;

    /**
     * Opens nothing yet.
     *
     * @param quota how many pipes all loops together may have
     * @param later has something done on the loop's thread after so many nanoseconds
     */
    PipePool(LibC libC, Quota quota, Later later) {
        this.libC = libC;
        this.quota = quota;
        this.later = later;
        // Without descriptors they could not be loaded.
        List<Class<?>> ignored = List.of(SplicePipe.class, PooledPipe.class, SystemCallException.class);
    }

    /** Schedules. */
    @FunctionalInterface
    interface Later {
        void schedule(long delayNanos, Runnable task);
    }

    /** How many pipes a relay may have, that was given so many, without taking what its user's other programs need. */
    static int most(LibC libC, int pipes) {
        return most(libC, pipes, USER_PAGES);
    }

    static int most(LibC libC, int pipes, Path userPages) {
        try {
            // By its lines: Files.readString asks for one byte first, and that is all that such a file gives
            // (proc_doulongvec).
            List<String> lines = Files.readAllLines(userPages, StandardCharsets.US_ASCII);
            long pages = Long.parseLong(String.join("", lines).strip());
            long share = pages * libC.sysconf(SC_PAGESIZE) / SHARE / PIPE_BYTES;
            return pages == 0 ? pipes : (int) Math.min(pipes, share);
        } catch (IOException | NumberFormatException e) {
            return pipes; // the kernel refuses what is too much, and the relay copies then
        }
    }

    /** Whether there will never be any. */
    boolean isNone() {
        return quota.most() == 0;
    }

    /** How many pipes this loop has, in use or not. */
    int open() {
        return all.size();
    }

    /** An empty pipe, if one is available. */
    @Nullable
    PooledPipe take(PooledPipe.Holder holder) {
        PooledPipe kept = free.poll();
        PooledPipe taken = kept == null ? openOne() : kept;
        if (taken != null) {
            taken.holder = holder;
            taken.used = true;
        }
        return taken;
    }

    private @Nullable PooledPipe openOne() {
        if (refusedLately() || !quota.tryTake(1)) {
            return null;
        }
        try {
            PooledPipe made = new PooledPipe(SplicePipe.open(libC, PIPE_BYTES));
            all.add(made);
            refused = false;
            lookLater();
            return made;
        } catch (SystemCallException e) {
            quota.giveBack(1);
            if (!refused) {
                RelayLog.log(Level.INFO, "no splice pipe available, copying instead: " + e.getMessage(), null);
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
    void giveBack(PooledPipe pipe) {
        pipe.holder = null;
        if (pipe.pipe.heldBytes() == 0 && !closed) {
            free.push(pipe);
        } else {
            all.remove(pipe);
            dispose(pipe);
        }
    }

    private void dispose(PooledPipe pipe) {
        pipe.pipe.close();
        quota.giveBack(1);
    }

    private void lookLater() {
        if (!looks && !closed) {
            looks = true;
            later.schedule(LOOK_NANOS, this::look);
        }
    }

    private void look() {
        looks = false;
        for (PooledPipe each : List.copyOf(all)) {
            if (each.used) {
                each.used = false;
            } else if (each.holder != null) {
                each.holder.leavePipe();
            } else {
                free.remove(each);
                all.remove(each);
                dispose(each);
            }
        }
        if (!all.isEmpty()) {
            lookLater();
        }
    }

    /** Closes all that are free; those in use are closed as they are given back. */
    @Override
    public void close() {
        closed = true;
        for (PooledPipe pipe : free) {
            all.remove(pipe);
            dispose(pipe);
        }
        free.clear();
    }
}
