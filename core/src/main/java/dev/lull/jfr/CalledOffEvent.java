package dev.lull.jfr;

import jdk.jfr.Label;
import jdk.jfr.Name;

/** A stop was called off. */
@Name("dev.lull.StopCalledOff")
@Label("Stop called off")
final class CalledOffEvent extends LullEvent {

    private static final CalledOffEvent ANY = new CalledOffEvent();

    static boolean isWanted() {
        return ANY.isEnabled();
    }

    @Label("By")
    String by = "";

    @Label("Reason")
    String reason = "";
}
