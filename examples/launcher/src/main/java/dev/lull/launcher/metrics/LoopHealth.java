package dev.lull.launcher.metrics;

import dev.lull.NanoClock;
import dev.lull.launcher.systemd.LoopPulse;
import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells whether a watching loop lives, for whoever asks over the network: nobody waits for that. A loop that gave no sign
 * for a while is asked for a look, and has a moment for it. Safe for use by any thread.
 */
public final class LoopHealth {

    /** A look takes milliseconds; on a busy machine, or of many thousands of connections, it may take longer. */
    static final Duration TIME_FOR_A_SIGN = Duration.ofSeconds(2);

    /** One that was heard of so lately needs no asking: ten seconds, beside what the door may take. */
    private static final Duration LATELY = Duration.ofSeconds(10);

    private final LoopPulse pulse;
    private final Runnable lookNow;
    private final Duration silentBefore;
    private final NanoClock clock;

    // Under this object's lock
    private boolean watching;
    private long beats;
    private long heardAtNanos;
    private Optional<Long> askedAtNanos = Optional.empty();

    /**
     * Makes one of a loop that has not begun.
     *
     * @param pulse of the loop
     * @param lookNow asks it for a look
     * @param doorTimeout for how long it may wait for the door
     * @param clock for its silence
     */
    public LoopHealth(LoopPulse pulse, Runnable lookNow, Duration doorTimeout, NanoClock clock) {
        this.pulse = pulse;
        this.lookNow = lookNow;
        this.silentBefore = LATELY.plus(doorTimeout);
        this.clock = clock;
    }

    /** The loop begins. */
    public synchronized void begins() {
        watching = true;
        hears();
    }

    /** The loop has ended, and the run ends: no sign is missed any more. */
    public synchronized void ends() {
        watching = false;
    }

    private void hears() {
        beats = pulse.beats();
        heardAtNanos = clock.nanoTime();
        askedAtNanos = Optional.empty();
    }

    /**
     * Tells how the loop is.
     *
     * @return empty text if it lives, else what is wrong; nothing while that is not known yet: ask again soon
     */
    synchronized Optional<String> complaint() {
        long now = clock.nanoTime();
        if (!watching) {
            return Optional.of("");
        }
        if (pulse.livesSince(beats)) {
            hears();
            return Optional.of("");
        }
        if (now - heardAtNanos < silentBefore.toNanos()) {
            return Optional.of("");
        }
        if (askedAtNanos.isEmpty()) {
            askedAtNanos = Optional.of(now);
            lookNow.run();
        }
        return now - askedAtNanos.get() < TIME_FOR_A_SIGN.toNanos()
                ? Optional.empty()
                : Optional.of("the watching loop has given no sign for "
                        + Durations.text(Duration.ofNanos(now - heardAtNanos)) + ", though asked for one");
    }
}
