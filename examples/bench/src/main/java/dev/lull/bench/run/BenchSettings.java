package dev.lull.bench.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How to measure.
 *
 * @param rounds how often each contestant takes its turn, at least 1
 * @param warmMillis of load before each measured time
 * @param millis measured, per workload
 * @param only contestants and workloads by name; empty for all
 * @param more further contestants by name: shell commands with {@code {port}} and {@code {service}} in them
 * @param out where the report goes, an HTML file; JSON and Markdown are put beside it
 * @param program the launcher's main class, or empty where only the library is at hand
 * @param seed of the random order
 * @param extras how thoroughly to measure what is not measured in rounds
 * @param repeats how often a disturbed value is measured again at most
 * @param budget the time after which nothing new is begun, however slow the machine; empty for no limit
 * @param facts more to say in the report, by name
 */
public record BenchSettings(
        int rounds,
        int warmMillis,
        int millis,
        Set<String> only,
        Map<String, String> more,
        Path out,
        Optional<String> program,
        long seed,
        Extras extras,
        int repeats,
        Optional<Duration> budget,
        Map<String, String> facts) {

    /** More than this share of the processors used by others, and a value is measured again. */
    public static final double MOST_FOREIGN_SHARE = 0.08;

    /** The fixed pace is this share of what the direct connection can do at full speed. */
    public static final double PACE = 0.1;

    public BenchSettings {
        only = Set.copyOf(only);
        more = Map.copyOf(more);
        facts = Map.copyOf(facts);
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds: " + rounds + ", expected at least 1");
        }
        if (millis < 1 || warmMillis < 0) {
            throw new IllegalArgumentException("millis: " + millis + " after " + warmMillis + ", expected more than 0");
        }
    }

    /**
     * How thoroughly to measure what is measured after the rounds.
     *
     * @param idleConnections how many to hold open, rising
     * @param repeats how often to measure each of them, at least 1
     * @param settleMillis how long to wait after the start before system calls are counted
     * @param callsMillis how long to count system calls, each time
     * @param events how many connections to wait for
     * @param lookSockets how many sockets to look among, rising
     * @param idleTimeout for the idle stop
     * @param idleStops how many of those
     * @param races how many idle stops with a client at the moment of each
     * @param programRaces the same for each installed program
     * @param wakes how often a service is put to sleep and woken, in each way
     */
    public record Extras(
            List<Integer> idleConnections,
            int repeats,
            int settleMillis,
            int callsMillis,
            int events,
            List<Integer> lookSockets,
            Duration idleTimeout,
            int idleStops,
            int races,
            int programRaces,
            int wakes) {

        /** As {@code --quick} does it. */
        public static final Extras QUICK = new Extras(
                List.of(0, 1_000), 1, 1_000, 2_000, 50, List.of(100, 1_000), Duration.ofMillis(300), 1, 200, 20, 10);
        /** As it is done otherwise. */
        public static final Extras FULL = new Extras(
                List.of(0, 1_000, 5_000),
                3,
                4_000,
                5_000,
                300,
                List.of(100, 1_000, 5_000, 20_000),
                Duration.ofMillis(500),
                3,
                10_000,
                200,
                100);

        public Extras {
            idleConnections = List.copyOf(idleConnections);
            lookSockets = List.copyOf(lookSockets);
        }

        /** Returns the same, with so many idle stops in each race. */
        public Extras withRaces(int stops) {
            return new Extras(
                    idleConnections,
                    repeats,
                    settleMillis,
                    callsMillis,
                    events,
                    lookSockets,
                    idleTimeout,
                    idleStops,
                    stops,
                    stops);
        }
    }

    /** The part of the budget that the rounds may use: the rest is for what comes after them. */
    public static final double ROUNDS_SHARE = 0.55;
}
