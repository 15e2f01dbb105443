package dev.lull.uring;

import dev.lull.NanoClock;
import dev.lull.proxy.relay.DataPath;
import dev.lull.proxy.relay.EventLoop;
import java.io.IOException;

/**
 * Carries bytes by io_uring.
 *
 * @param heldBytesBound how much each loop may hold for slow receivers before it reads in small pieces only
 */
record UringDataPath(long heldBytesBound) implements DataPath {

    @Override
    public String description() {
        return "through io_uring";
    }

    @Override
    public EventLoop newLoop(String threadName, NanoClock clock) throws IOException {
        return new UringLoop(threadName, clock, heldBytesBound);
    }
}
