package dev.lull.bench.race;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Counts stops and fates, of all lanes. Safe for use by any thread. */
final class RaceTally {

    private static final double WORST = 0.99;

    private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
    private final long[] intervalsNanos;
    private int intervals;
    private int stops;

    RaceTally(int mostStops) {
        intervalsNanos = new long[mostStops];
    }

    /** A run was stopped; so long after its last look, if that is told. */
    synchronized void stopped(OptionalLong afterLastLookNanos) {
        stops++;
        afterLastLookNanos.ifPresent(nanos -> intervalsNanos[intervals++] = nanos);
    }

    synchronized void fared(Fate fate) {
        fates.merge(fate, 1, Integer::sum);
    }

    synchronized int stops() {
        return stops;
    }

    /** All of it, as names and values. */
    synchronized String text() {
        return "stops=" + stops
                + Arrays.stream(Fate.values())
                        .map(fate -> " " + fate.name().toLowerCase(Locale.ROOT) + "=" + fates.getOrDefault(fate, 0))
                        .collect(Collectors.joining())
                + (intervals == 0 ? "" : " interval=" + TimeUnit.NANOSECONDS.toMicros(worstInterval()));
    }

    private long worstInterval() {
        long[] sorted = Arrays.copyOf(intervalsNanos, intervals);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(intervals - 1L, (long) (intervals * WORST))];
    }
}
