package dev.lull.proxy.relay;

import java.util.concurrent.TimeUnit;

/**
 * Lets the reset of a connection wait for the bytes before it as long as the receiver takes some of them: one that takes
 * nothing must not keep the connection of a peer that is gone. For the loop's thread alone.
 */
public final class PatientReset {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoop loop;
    private final Runnable reset;
    private boolean moved;

    private PatientReset(EventLoop loop, Runnable reset) {
        this.loop = loop;
        this.reset = reset;
    }

    /**
     * Begins to wait.
     *
     * @param loop whose thread this is
     * @param reset done once no byte has moved for two seconds; may come when the connection is over
     * @return to be told of bytes
     */
    public static PatientReset begin(EventLoop loop, Runnable reset) {
        PatientReset begun = new PatientReset(loop, reset);
        begun.waitOn();
        return begun;
    }

    /** The receiver has taken some. */
    public void bytesMoved() {
        moved = true;
    }

    private void waitOn() {
        moved = false;
        EventLoop.Timer ignored = loop.schedule(PATIENCE_NANOS, () -> {
            if (moved) {
                waitOn();
            } else {
                reset.run();
            }
        });
    }
}
