package dev.lull.proxy.relay;

/** What a session moves, for itself and within what its loop moves; the loop's is not touched by one that does not count. */
final class SessionTraffic {

    private final TrafficCounter own;
    private final TrafficCounter loops;
    private boolean counts = true;

    SessionTraffic(TrafficCounter own, TrafficCounter loops) {
        this.own = own;
        this.loops = loops;
    }

    TrafficCounter own() {
        return own;
    }

    void countsForNothing() {
        counts = false;
    }

    boolean counts() {
        return counts;
    }

    void moved(boolean in, int bytes, long nowNanos) {
        if (!counts) {
            own.touch(nowNanos);
        } else if (in) {
            own.addIn(bytes, nowNanos);
            loops.addIn(bytes, nowNanos);
        } else {
            own.addOut(bytes, nowNanos);
            loops.addOut(bytes, nowNanos);
        }
    }
}
