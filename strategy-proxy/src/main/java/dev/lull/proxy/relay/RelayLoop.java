package dev.lull.proxy.relay;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop of the relay's with what it carries: which sessions, and what they moved. */
final class RelayLoop {

    final SocketLoop loop;
    final TrafficCounter traffic;

    /** Counted up by the accepting thread before the loop knows of the session, so that the next one goes elsewhere. */
    final AtomicInteger load = new AtomicInteger();

    /** Those that have begun; for the loop's thread alone. */
    final Set<Session> sessions = new HashSet<>();

    /** Those of them that are {@linkplain HeldClients held}, in their order; for the loop's thread alone. */
    final Set<Session> held = new LinkedHashSet<>();

    RelayLoop(SocketLoop loop) {
        this.loop = loop;
        this.traffic = new TrafficCounter(loop.nowNanos());
    }
}
