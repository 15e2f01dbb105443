package dev.lull.proxy.relay;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** How long a connection may be silent, at its beginning and later on. For its loop's thread alone. */
final class Silence {

    private final EventLoop loop;
    private final Tally tally;
    private final Consumer<String> tooLong;
    private EventLoop.Timer idleTimer = () -> {};
    private EventLoop.Timer firstByteTimer = () -> {};
    private boolean broken;

    /** Hears that it was too long, and what was; at most once. */
    Silence(EventLoop loop, Tally tally, Consumer<String> tooLong) {
        this.loop = loop;
        this.tally = tally;
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
        long idleNanos = loop.nowNanos() - tally.lastActivityNanos();
        if (idleNanos < limit.toNanos()) {
            checkIdleIn(limit.toNanos() - idleNanos, limit);
        } else {
            end("no byte for " + limit);
        }
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
