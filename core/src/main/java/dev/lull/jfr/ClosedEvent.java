package dev.lull.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A connection closed. */
@Name("dev.lull.ConnectionClosed")
@Label("Connection closed")
final class ClosedEvent extends LullEvent {

    private static final ClosedEvent ANY = new ClosedEvent();

    static boolean isWanted() {
        return ANY.isEnabled();
    }

    @Label("Connection")
    long connection;

    @Label("Peer")
    String remote = "";

    @Label("Open after it")
    int open;

    @Label("Was open for")
    @Timespan(Timespan.NANOSECONDS)
    long lived;

    @Label("Bytes are measured")
    boolean measured;

    @Label("Bytes to the service")
    @DataAmount
    long bytesIn;

    @Label("Bytes from the service")
    @DataAmount
    long bytesOut;
}
