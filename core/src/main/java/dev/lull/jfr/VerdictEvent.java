package dev.lull.jfr;

import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** The policy judged otherwise than at the look before. */
@Name("dev.lull.Verdict")
@Label("Verdict")
final class VerdictEvent extends LullEvent {

    private static final VerdictEvent ANY = new VerdictEvent();

    static boolean isWanted() {
        return ANY.isEnabled();
    }

    @Label("Verdict")
    String verdict = "";

    @Label("In words")
    String detail = "";

    @Label("Idle for")
    @Timespan(Timespan.NANOSECONDS)
    long idleFor;
}
