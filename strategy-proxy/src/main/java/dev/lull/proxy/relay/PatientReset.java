package dev.lull.proxy.relay;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Lets the reset of a connection wait for the bytes before it as long as the receiver takes some of them: one that takes
 * nothing must not keep the connection of a peer that is gone. A receiver takes some if bytes are handed to its kernel
 * buffer, or, where the system tells, if its peer acknowledges some: the buffer of a slow one takes none for long. For
 * the loop's thread alone.
 */
public final class PatientReset {

    /** How long a receiver may take nothing. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SocketLoop loop;
    private final Transport receiver;
    private final Runnable reset;
    private boolean moved;
    private Optional<Delivery> delivery;

    private PatientReset(SocketLoop loop, Transport receiver, Runnable reset) {
        this.loop = loop;
        this.receiver = receiver;
        this.reset = reset;
        this.delivery = receiver.delivery();
    }

    /**
     * Begins to wait.
     *
     * @param loop whose thread this is
     * @param receiver who is to take the bytes
     * @param reset done once no byte has moved for two seconds; may come when the connection is over
     * @return to be told of bytes
     */
    public static PatientReset begin(SocketLoop loop, Transport receiver, Runnable reset) {
        PatientReset begun = new PatientReset(loop, receiver, reset);
        begun.waitOn();
        return begun;
    }

    /** The receiver has taken some. */
    public void bytesMoved() {
        moved = true;
    }

    private void waitOn() {
        moved = false;
        SocketLoop.Timer ignored = loop.schedule(PATIENCE_NANOS, () -> {
            Optional<Delivery> before = delivery;
            delivery = receiver.delivery();
            if (moved || !delivery.equals(before)) {
                waitOn();
            } else {
                reset.run();
            }
        });
    }

    /** A source was reset, and its receiver took nothing of what was left for too long: there is nothing to wait for. */
    public static final class Ended extends IOException {
        private static final long serialVersionUID = 1L;

        /**
         * Says so.
         *
         * @param cause what the system said of the source
         */
        public Ended(IOException cause) {
            super("the connection was reset, and its receiver takes nothing", cause);
        }
    }
}
