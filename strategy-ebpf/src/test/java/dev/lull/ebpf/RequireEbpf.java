package dev.lull.ebpf;

import dev.lull.Availability;
import dev.lull.contract.Require;

/** Goes on only where the strategy works. */
final class RequireEbpf {

    private RequireEbpf() {}

    static void here() {
        Availability answer = new EbpfStrategyProvider().probe();
        Require.that("ebpf", answer instanceof Availability.Available, answer.explanation());
    }
}
