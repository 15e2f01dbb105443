package dev.lull.ebpf;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened, the latest first. For one thread at a time. */
final class CloseStack implements AutoCloseable {

    private final Deque<Runnable> closers = new ArrayDeque<>();

    void add(Runnable closer) {
        closers.push(closer);
    }

    /** Closes everything, none of which may throw. Idempotent. */
    @Override
    public void close() {
        while (!closers.isEmpty()) {
            closers.pop().run();
        }
    }
}
