package dev.lull.jfr;

import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** The service was woken, or could not be. */
@Name("dev.lull.Wake")
@Label("Wake")
final class WakeEvent extends LullEvent {

    private static final WakeEvent ANY = new WakeEvent();

    static boolean isWanted() {
        return ANY.isEnabled();
    }

    @Label("Cause")
    String cause = "";

    @Label("Connection that woke it, 0 for none")
    long connection;

    @Label("Is awake")
    boolean awake;

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("Why it is not")
    String failure = "";
}
