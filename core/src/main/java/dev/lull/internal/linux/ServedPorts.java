package dev.lull.internal.linux;

import dev.lull.spi.ConnectionSink;
import java.util.BitSet;

/**
 * Which of the target's ports have a listener, noted during one look and told at its end. Makes no objects. Not safe for
 * use by several threads.
 */
public final class ServedPorts {

    private final TargetFilter filter;
    private final BitSet served = new BitSet();

    /**
     * Makes it for a target.
     *
     * @param filter which ports, and at which address
     */
    public ServedPorts(TargetFilter filter) {
        this.filter = filter;
    }

    /** Begins a look: no listener is known. */
    public void begin() {
        served.clear();
    }

    /**
     * Notes a listener, the target's or not.
     *
     * @param port where it listens
     * @param addressHigh the upper half of its address, as {@link AddressBits} has it; 0 for every address
     * @param addressLow the lower half; 0 for every address
     */
    public void listener(int port, long addressHigh, long addressLow) {
        if (filter.isServedBy(port, addressHigh, addressLow)) {
            served.set(port);
        }
    }

    /**
     * Ends a look: tells each of the target's ports that has no listener.
     *
     * @param sink is told
     */
    public void tellUnserved(ConnectionSink sink) {
        for (int port : filter.ports()) {
            if (!served.get(port)) {
                sink.nothingListensOn(port);
            }
        }
    }
}
