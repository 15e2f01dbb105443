package dev.lull.proxy.relay;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How long a connection may be silent, at its beginning and later on. For its loop's thread alone. */
final class Silence {

    private final SocketLoop loop;
    private final TrafficCounter traffic;
    private final Supplier<Delivery> delivery;
    private final Consumer<String> tooLong;
    private @Nullable Delivery lastDelivery;
    private SocketLoop.Timer idleTimer = () -> {};
    private SocketLoop.Timer firstByteTimer = () -> {};
    private boolean broken;

    /**
     * Limits nothing yet.
     *
     * @param delivery how far sending has come, both ways together
     * @param tooLong hears that it was too long, and what was; at most once
     */
    Silence(SocketLoop loop, TrafficCounter traffic, Supplier<Delivery> delivery, Consumer<String> tooLong) {
        this.loop = loop;
        this.traffic = traffic;
        this.delivery = delivery;
        this.tooLong = tooLong;
    }

    /** Limits each silence from now on. */
    void begin(Optional<Duration> timeout) {
        timeout.ifPresent(limit -> checkIdleIn(limit.toNanos(), limit));
    }

    private void checkIdleIn(long delayNanos, Duration limit) {
        idleTimer = loop.schedule(delayNanos, () -> checkIdle(limit));
    }

    private void checkIdle(Duration limit) {
        long idleNanos = loop.nowNanos() - traffic.lastActivityNanos();
        if (idleNanos < limit.toNanos()) {
            lastDelivery = null;
            checkIdleIn(limit.toNanos() - idleNanos, limit);
        } else if (isDraining()) {
            checkIdleIn(limit.toNanos(), limit);
        } else {
            end("no byte for " + limit);
        }
    }

    /**
     * The relay has moved nothing, but what it moved before may still be on its way out of the kernel to a slow receiver.
     * One that takes nothing of it gets one limit more, since nobody has looked before.
     */
    private boolean isDraining() {
        Delivery now = delivery.get();
        Delivery before = lastDelivery;
        lastDelivery = now;
        return before == null ? !now.complete() : before.acknowledgedBytes() != now.acknowledgedBytes();
    }

    /** Limits the silence before the first byte of either side, from now on. */
    void untilFirstByte(Optional<Duration> timeout) {
        timeout.ifPresent(limit -> firstByteTimer =
                loop.schedule(limit.toNanos(), () -> end("no first byte of either side within " + limit)));
    }

    /** A byte was moved. */
    void broken() {
        if (!broken) {
            broken = true;
            firstByteTimer.cancel();
        }
    }

    private void end(String what) {
        cancel();
        tooLong.accept(what);
    }

    /** The connection is over. */
    void cancel() {
        idleTimer.cancel();
        firstByteTimer.cancel();
    }
}
