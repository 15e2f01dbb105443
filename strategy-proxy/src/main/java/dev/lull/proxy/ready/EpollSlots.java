package dev.lull.proxy.ready;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who serves the descriptors that a loop watches. The token that epoll carries names a slot and how often it was taken:
 * an event that waits in the same batch for a descriptor closed meanwhile finds nobody, or not the next one by mistake.
 */
final class EpollSlots {

    /** Serves a watched descriptor; also closes it at the loop's end. */
    interface Ready {
        void ready(int events);

        void closeWithLoop();
    }

    private @Nullable Ready[] slots = new Ready[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    long take(Ready ready) {
        int slot = freeCount > 0 ? free[--freeCount] : fresh();
        slots[slot] = ready;
        return token(slot);
    }

    private int fresh() {
        if (used == slots.length) {
            slots = Arrays.copyOf(slots, used * 2);
            generations = Arrays.copyOf(generations, used * 2);
            free = Arrays.copyOf(free, used * 2);
        }
        return used++;
    }

    /** The generation stays below 2^31, so that no token is below zero. */
    private long token(int slot) {
        return (long) generations[slot] << 32 | slot;
    }

    void replace(long token, Ready ready) {
        slots[(int) token] = ready;
    }

    void release(long token) {
        int slot = (int) token;
        if (token(slot) == token && slots[slot] != null) {
            slots[slot] = null;
            generations[slot] = generations[slot] + 1 & Integer.MAX_VALUE;
            free[freeCount++] = slot;
        }
    }

    void serve(long token, int events) {
        int slot = (int) token;
        Ready ready = slots[slot];
        if (ready != null && token(slot) == token) {
            ready.ready(events);
        }
    }

    void closeAll() {
        for (int slot = 0; slot < used; slot++) {
            Ready ready = slots[slot];
            if (ready != null) {
                ready.closeWithLoop();
            }
        }
    }
}
