package dev.lull.ebpf;

import dev.lull.Availability;
import dev.lull.contract.Require;

/** Goes on only where the strategy works. */
public final class RequireEbpf {

    private RequireEbpf() {}

    /** Skips the test elsewhere. */
    public static void here() {
        Availability answer = new EbpfStrategyProvider().probe();
        Require.that("ebpf", answer instanceof Availability.Available, answer.explanation());
    }
}
