package dev.lull.proxy.ready;

import dev.lull.NanoClock;
import dev.lull.proxy.relay.DataPath;
import dev.lull.proxy.relay.EventLoop;
import java.io.IOException;

/**
 * Copies through {@code java.nio} selectors: works everywhere, and loads no native code.
 *
 * @param heldBytesBound how much each loop may hold for slow receivers before it reads in small pieces only
 */
public record NioDataPath(long heldBytesBound) implements DataPath {
    /**
     * Takes the bound.
     *
     */
    public NioDataPath {}

    @Override
    public String description() {
        return "copying through java.nio";
    }

    @Override
    public EventLoop newLoop(String threadName, NanoClock clock) throws IOException {
        return new NioLoop(threadName, clock, heldBytesBound);
    }
}
