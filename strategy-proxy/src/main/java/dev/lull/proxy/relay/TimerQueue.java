package dev.lull.proxy.relay;

import java.util.ArrayList;

/**
 * The timers of one loop, in a heap that knows each one's place, so that calling one off leaves nothing behind: most
 * are called off. For the loop's thread alone.
 */
final class TimerQueue {

    private final ArrayList<Entry> heap = new ArrayList<>();

    SocketLoop.Timer add(long deadlineNanos, Runnable task) {
        Entry entry = new Entry(deadlineNanos, task);
        heap.add(entry);
        up(heap.size() - 1, entry);
        return entry;
    }

    boolean isEmpty() {
        return heap.isEmpty();
    }

    /** The first deadline; only if there is one. */
    long firstDeadlineNanos() {
        return heap.get(0).deadlineNanos;
    }

    /** Takes the first timer away. */
    Runnable removeFirst() {
        Entry first = heap.get(0);
        remove(first);
        return first.task;
    }

    private void remove(Entry entry) {
        int place = entry.place;
        entry.place = -1;
        Entry last = heap.remove(heap.size() - 1);
        if (last != entry) {
            down(place, last);
            if (last.place == place) {
                up(place, last);
            }
        }
    }

    private void up(int from, Entry entry) {
        int place = from;
        while (place > 0) {
            Entry parent = heap.get((place - 1) / 2);
            if (entry.deadlineNanos - parent.deadlineNanos >= 0) {
                break;
            }
            put(place, parent);
            place = (place - 1) / 2;
        }
        put(place, entry);
    }

    private void down(int from, Entry entry) {
        int place = from;
        while (2 * place + 1 < heap.size()) {
            Entry child = heap.get(2 * place + 1);
            if (2 * place + 2 < heap.size()) {
                Entry other = heap.get(2 * place + 2);
                child = other.deadlineNanos - child.deadlineNanos < 0 ? other : child;
            }
            if (child.deadlineNanos - entry.deadlineNanos >= 0) {
                break;
            }
            int childPlace = child.place;
            put(place, child);
            place = childPlace;
        }
        put(place, entry);
    }

    private void put(int place, Entry entry) {
        heap.set(place, entry);
        entry.place = place;
    }

    private final class Entry implements SocketLoop.Timer {
        private final long deadlineNanos;
        private final Runnable task;
        private int place;

        Entry(long deadlineNanos, Runnable task) {
            this.deadlineNanos = deadlineNanos;
            this.task = task;
        }

        @Override
        public void cancel() {
            if (place >= 0) {
                remove(this);
            }
        }
    }
}
