package dev.lull.proxy.relay;

import java.util.concurrent.atomic.AtomicInteger;

/** A loop with what it carries: how many sessions, and what they moved. */
final class Place {

    final EventLoop loop;
    final int index;
    final Tally tally;

    /** Counted up by the accepting thread before the loop knows of the session, so that the next one goes elsewhere. */
    final AtomicInteger sessions = new AtomicInteger();

    Place(EventLoop loop, int index) {
        this.loop = loop;
        this.index = index;
        this.tally = new Tally(loop.nowNanos());
    }

    /**
     * The one with the fewest sessions; of several, the first: the accepting loop needs no waking, and whoever asks runs
     * on it. A loop that broke has few sessions, and serves none of them.
     */
    static Place leastBusy(Place[] places) {
        Place best = places[0];
        int fewest = best.sessions.get();
        for (int i = 1; i < places.length && fewest > 0; i++) {
            int count = places[i].sessions.get();
            if (count < fewest && places[i].loop.failure().isEmpty()) {
                fewest = count;
                best = places[i];
            }
        }
        return best;
    }
}
