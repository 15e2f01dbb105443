package dev.lull.bench.run;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.workload.ClientAndService;

/**
 * What all parts of a run work with.
 *
 * @param settings how to measure
 * @param ends client and service
 * @param results where values and failures go
 * @param progress what is said meanwhile
 * @param start how contestants are started
 */
public record BenchRun(
        BenchSettings settings,
        ClientAndService ends,
        ResultsBuilder results,
        Progress progress,
        Contestant.StartOptions start) {}
