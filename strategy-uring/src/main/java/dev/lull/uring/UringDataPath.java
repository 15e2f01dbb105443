package dev.lull.uring;

import dev.lull.NanoClock;
import dev.lull.proxy.relay.DataPath;
import dev.lull.proxy.relay.Quota;
import dev.lull.proxy.relay.SocketLoop;
import java.io.IOException;

/**
 * Carries bytes by io_uring.
 *
 * @param heldBytes how much all loops together may hold for slow receivers before they read in small pieces only
 */
record UringDataPath(Quota heldBytes) implements DataPath {

    @Override
    public String description() {
        return "through io_uring";
    }

    @Override
    public SocketLoop newLoop(String threadName, NanoClock clock) throws IOException {
        return new UringLoop(threadName, clock, heldBytes);
    }
}
