package dev.lull;

import java.util.Objects;
import java.util.Optional;

/**
 * Holds a monitor's answer at one moment. The numbers are read one after another while traffic goes on, so they may
 * differ by the events of a few microseconds; a connection that stays open is always in {@code openConnections}.
 *
 * @param takenAtNanos when the look was taken, in nanoseconds of the monitor's {@link NanoClock}
 * @param lastActivityNanos the latest moment, on the same clock, at which the monitor knows of activity: a connection
 *     opened or closed, or bytes moved where the strategy sees them; the moment the monitor was opened if there was
 *     none. While {@code openConnections} is above zero, this says nothing about being idle: an open connection is use
 * @param openConnections connections open now, those older than the monitor included; 0 or more
 * @param openedTotal connections that opened since the monitor itself was opened, not counting older ones; never
 *     decreases. A polling strategy cannot count those that came and went between two looks
 * @param admitsNobody whether nobody is let in at the moment, for lack of room or of descriptors, so that somebody may be
 *     waiting who is in no count; with nobody else connected that is not idle
 * @param traffic bytes carried since the monitor was opened; empty where the strategy does not measure them, never 0
 *     instead
 */
public record ActivitySnapshot(
        long takenAtNanos,
        long lastActivityNanos,
        int openConnections,
        long openedTotal,
        boolean admitsNobody,
        Optional<Traffic> traffic)
        implements Reading {
    /**
     * Checks the components.
     *
     * @throws NullPointerException if {@code traffic} is null
     * @throws IllegalArgumentException if a count is negative
     */
    public ActivitySnapshot {
        Objects.requireNonNull(traffic, "traffic");
        if (openConnections < 0) {
            throw new IllegalArgumentException("openConnections: " + openConnections + ", expected 0 or more");
        }
        if (openedTotal < 0) {
            throw new IllegalArgumentException("openedTotal: " + openedTotal + ", expected 0 or more");
        }
    }

    /**
     * Makes the answer of a monitor that lets everybody in, or only looks.
     *
     * @param takenAtNanos when the look was taken
     * @param lastActivityNanos the latest moment of activity
     * @param openConnections connections open now
     * @param openedTotal connections that the monitor saw open
     * @param traffic bytes carried, where measured
     * @throws NullPointerException if {@code traffic} is null
     * @throws IllegalArgumentException if a count is negative
     */
    public ActivitySnapshot(
            long takenAtNanos,
            long lastActivityNanos,
            int openConnections,
            long openedTotal,
            Optional<Traffic> traffic) {
        this(takenAtNanos, lastActivityNanos, openConnections, openedTotal, false, traffic);
    }
}
