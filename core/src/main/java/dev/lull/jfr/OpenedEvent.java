package dev.lull.jfr;

import jdk.jfr.Label;
import jdk.jfr.Name;

/** A connection opened. */
@Name("dev.lull.ConnectionOpened")
@Label("Connection opened")
final class OpenedEvent extends LullEvent {

    private static final OpenedEvent ANY = new OpenedEvent();

    static boolean isWanted() {
        return ANY.isEnabled();
    }

    @Label("Connection")
    long connection;

    @Label("Peer")
    String remote = "";

    @Label("Open after it")
    int open;
}
