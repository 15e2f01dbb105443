package dev.lull.proxy.relay;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Waits until what was given to the kernel has arrived at the peers, since a reset discards what has not: until all of it
 * is acknowledged, or none of it has been for as long as {@link PatientReset} waits. Where the system does not tell, that
 * time is all the peers get. For the loop's thread alone.
 */
final class FinalDelivery implements SocketLoop.Timer {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final SocketLoop loop;
    private final List<Transport> receivers;
    private final Runnable done;
    private long acknowledgedBytes = -1;
    private long withoutProgressNanos;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private SocketLoop.Timer next = () -> {};

    private FinalDelivery(SocketLoop loop, List<Transport> receivers, Runnable done) {
        this.loop = loop;
        this.receivers = receivers;
        this.done = done;
    }

    /** Calls {@code done} once it is over, perhaps at once; not after the answer's {@code cancel}. */
    static SocketLoop.Timer await(SocketLoop loop, List<Transport> receivers, Runnable done) {
        FinalDelivery begun = new FinalDelivery(loop, receivers, done);
        begun.look();
        return begun;
    }

    private void look() {
        if (isOver()) {
            done.run();
        } else {
            withoutProgressNanos += pauseNanos;
            next = loop.schedule(pauseNanos, this::look);
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        }
    }

    private boolean isOver() {
        try {
            return askAll();
        } catch (RuntimeException | Error e) { // such as a class that cannot be loaded for lack of descriptors
            RelayLog.log(Level.ERROR, loop + ": cannot tell what was delivered before a reset", e);
            return true;
        }
    }

    /** Asks how far sending has come; answers whether there is nothing more to wait for. */
    private boolean askAll() {
        boolean complete = true;
        long acknowledged = 0;
        for (Transport receiver : receivers) {
            Optional<Delivery> told = receiver.delivery();
            complete &= told.isPresent() && told.get().complete();
            acknowledged += told.map(Delivery::acknowledgedBytes).orElse(0L);
        }
        if (acknowledged != acknowledgedBytes) {
            acknowledgedBytes = acknowledged;
            withoutProgressNanos = 0;
        }
        return complete || withoutProgressNanos >= PatientReset.PATIENCE_NANOS;
    }

    @Override
    public void cancel() {
        next.cancel();
    }
}
