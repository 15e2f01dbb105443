package dev.lull.bench.run;

/**
 * What a contestant did not manage.
 *
 * @param round from 1
 * @param contestant its name
 * @param step {@value #START}, {@value #CHECK}, or the name of a workload or extra
 * @param why in words
 */
public record FailedStep(int round, String contestant, String step, String why) {

    public static final String START = "start";

    /** Whether all bytes arrive. */
    public static final String CHECK = "check";

    /** Tells whether nothing of the contestant can be measured then. */
    public boolean isOfAll() {
        return step.equals(START) || step.equals(CHECK);
    }
}
