package dev.lull.jfr;

import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A stop was decided, and the action began. */
@Name("dev.lull.Stop")
@Label("Stop")
final class StopEvent extends LullEvent {

    private static final StopEvent ANY = new StopEvent();

    static boolean isWanted() {
        return ANY.isEnabled();
    }

    @Label("Cause")
    String cause = "";

    @Label("Idle for")
    @Timespan(Timespan.NANOSECONDS)
    long idleFor;
}
