package dev.lull.proxy.relay;

import dev.lull.Traffic;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Bytes and the latest activity, of one connection or of one loop. One thread writes, any may read, and neither waits:
 * the writer's stores are released, which costs it nothing.
 */
final class TrafficCounter {

    private static final VarHandle IN = handle("bytesIn");
    private static final VarHandle OUT = handle("bytesOut");
    private static final VarHandle LAST = handle("lastActivityNanos");

    private long bytesIn;
    private long bytesOut;

    @SuppressWarnings("UnusedVariable") // read and written through LAST
    private long lastActivityNanos;

    TrafficCounter(long nowNanos) {
        this.lastActivityNanos = nowNanos;
    }

    void addIn(int bytes, long nowNanos) {
        IN.setRelease(this, bytesIn + bytes);
        LAST.setRelease(this, nowNanos);
    }

    void addOut(int bytes, long nowNanos) {
        OUT.setRelease(this, bytesOut + bytes);
        LAST.setRelease(this, nowNanos);
    }

    /** Activity of a connection whose bytes are not counted. */
    void touch(long nowNanos) {
        LAST.setRelease(this, nowNanos);
    }

    Traffic traffic() {
        return new Traffic((long) IN.getAcquire(this), (long) OUT.getAcquire(this));
    }

    long lastActivityNanos() {
        return (long) LAST.getAcquire(this);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(TrafficCounter.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
