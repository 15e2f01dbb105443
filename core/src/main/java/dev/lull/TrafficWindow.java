package dev.lull;

/**
 * Judges one connection: did it move enough within some window that ended since the look before? Keeps a few samples of
 * its byte count, at least an eighth of the window apart, and compares with the youngest one that was a window old at
 * the look before. So it looks over more than the window, never less, and no use is missed, not even one that a look
 * cuts in two. Not safe for use by several threads.
 */
final class TrafficWindow {

    private static final int SAMPLES = 8;

    private final long bytesNeeded;
    private final long windowNanos;
    private final long[] takenAtNanos = new long[SAMPLES + 3];
    private final long[] bytes = new long[SAMPLES + 3];
    private long latestLookNanos;
    private int oldest;
    private int size;

    TrafficWindow(TrafficThreshold threshold, long nowNanos, long totalBytes) {
        this.bytesNeeded = threshold.bytes();
        this.windowNanos = threshold.window().toNanos();
        this.latestLookNanos = nowNanos;
        add(nowNanos, totalBytes);
    }

    /**
     * Takes a sample, and tells whether the connection counts: it moved enough, or is not known for a whole window yet.
     */
    boolean sample(long nowNanos, long totalBytes) {
        while (size > 1 && latestLookNanos - takenAtNanos[index(1)] >= windowNanos) {
            oldest = index(1);
            size--;
        }
        latestLookNanos = nowNanos;
        boolean younger = nowNanos - takenAtNanos[oldest] < windowNanos;
        boolean enough = totalBytes - bytes[oldest] >= bytesNeeded;
        if (nowNanos - takenAtNanos[index(size - 1)] >= windowNanos / SAMPLES && size < bytes.length) {
            add(nowNanos, totalBytes);
        }
        return younger || enough;
    }

    private void add(long nowNanos, long totalBytes) {
        int slot = index(size);
        takenAtNanos[slot] = nowNanos;
        bytes[slot] = totalBytes;
        size++;
    }

    private int index(int offset) {
        return (oldest + offset) % bytes.length;
    }
}
