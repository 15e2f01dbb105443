package dev.lull.jfr;

import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** The service fell asleep. */
@Name("dev.lull.Sleep")
@Label("Sleep")
final class SleepEvent extends LullEvent {

    private static final SleepEvent ANY = new SleepEvent();

    static boolean isWanted() {
        return ANY.isEnabled();
    }

    @Label("Idle for")
    @Timespan(Timespan.NANOSECONDS)
    long idleFor;

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;
}
