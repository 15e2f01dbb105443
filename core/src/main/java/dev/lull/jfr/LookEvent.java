package dev.lull.jfr;

import jdk.jfr.Label;
import jdk.jfr.Name;

/** The watcher looked. */
@Name("dev.lull.Look")
@Label("Look")
final class LookEvent extends LullEvent {

    private static final LookEvent ANY = new LookEvent();

    static boolean isWanted() {
        return ANY.isEnabled();
    }

    @Label("Could tell")
    boolean readable;

    @Label("Open")
    int open;

    @Label("Opened since the watching began")
    long openedTotal;

    @Label("Why it could not tell")
    String reason = "";
}
