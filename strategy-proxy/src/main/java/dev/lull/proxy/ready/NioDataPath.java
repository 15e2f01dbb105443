package dev.lull.proxy.ready;

import dev.lull.NanoClock;
import dev.lull.proxy.relay.DataPath;
import dev.lull.proxy.relay.Quota;
import dev.lull.proxy.relay.SocketLoop;
import java.io.IOException;

/**
 * Copies through {@code java.nio} selectors: works everywhere, and loads no native code.
 *
 * @param heldBytes how much all loops together may hold for slow receivers before they read in small pieces only
 */
record NioDataPath(Quota heldBytes) implements DataPath {

    @Override
    public String description() {
        return "copying through java.nio";
    }

    @Override
    public SocketLoop newLoop(String threadName, NanoClock clock) throws IOException {
        return new NioLoop(threadName, clock, heldBytes);
    }
}
