package dev.lull.jfr;

import jdk.jfr.Label;
import jdk.jfr.Name;

/** Connections opened and closed faster than they were told one by one. */
@Name("dev.lull.ConnectionsUntold")
@Label("Connections not told one by one")
final class UntoldEvent extends LullEvent {

    private static final UntoldEvent ANY = new UntoldEvent();

    static boolean isWanted() {
        return ANY.isEnabled();
    }

    @Label("Opened")
    long opened;

    @Label("Closed")
    long closed;
}
