package dev.lull.spi;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from a row's key to its connection, with open addressing over plain longs: finding the thousands of
 * connections of a look again makes no objects. Not safe for use by several threads.
 */
final class ConnectionTable {

    private static final int INITIAL_SLOTS = 64;

    private @Nullable TrackedConnection[] slots = new TrackedConnection[INITIAL_SLOTS];
    private int size;

    int size() {
        return size;
    }

    /** How many places a pass over the table visits. */
    int slots() {
        return slots.length;
    }

    @Nullable
    TrackedConnection get(long key) {
        int mask = slots.length - 1;
        for (int slot = home(key, mask); ; slot = (slot + 1) & mask) {
            TrackedConnection found = slots[slot];
            if (found == null || found.key == key) {
                return found;
            }
        }
    }

    /** Adds a connection whose key is not in the table yet. */
    void add(TrackedConnection connection) {
        if (2 * (size + 1) > slots.length) {
            rehash(slots.length * 2, 0, null);
        }
        insert(slots, connection);
        size++;
    }

    /** Takes out every connection that the given look did not find, and hands each to {@code removed}. */
    void removeNotSeenIn(long look, Consumer<TrackedConnection> removed) {
        int seen = 0;
        for (TrackedConnection connection : slots) {
            if (connection != null && connection.seenInLook == look) {
                seen++;
            }
        }
        if (seen < size) {
            rehash(lengthFor(seen), look, removed);
        }
    }

    /** Shrinks what has become far too large, so that a look after a rush does not pass over the rush's slots. */
    private int lengthFor(int connections) {
        int length = slots.length;
        while (length > INITIAL_SLOTS && length / 8 >= connections) {
            length /= 2;
        }
        return length;
    }

    void forEach(Consumer<TrackedConnection> action) {
        for (TrackedConnection connection : slots) {
            if (connection != null) {
                action.accept(connection);
            }
        }
    }

    private void rehash(int newLength, long look, @Nullable Consumer<TrackedConnection> removed) {
        @Nullable TrackedConnection[] old = slots;
        slots = new TrackedConnection[newLength];
        for (TrackedConnection connection : old) {
            if (connection == null) {
                continue;
            }
            if (removed == null || connection.seenInLook == look) {
                insert(slots, connection);
            } else {
                size--;
                removed.accept(connection);
            }
        }
    }

    private static void insert(@Nullable TrackedConnection[] slots, TrackedConnection connection) {
        int mask = slots.length - 1;
        int slot = home(connection.key, mask);
        while (slots[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = connection;
    }

    private static int home(long key, int mask) {
        long mixed = key * 0x9E3779B97F4A7C15L; // Fibonacci hashing (Knuth, vol. 3, 6.4): cookies are consecutive
        return (int) (mixed >>> 40) & mask;
    }
}
