package dev.lull.launcher.control;

import java.util.List;

/**
 * Those who have left since a moment.
 *
 * @param latest what to ask for next: those after it
 * @param connections in the order in which they left
 * @param missed how many more left, too many to be kept or told
 */
public record RecentlyClosed(long latest, List<ClosedConnection> connections, long missed) {

    /** Copies the list. */
    public RecentlyClosed {
        connections = List.copyOf(connections);
    }
}
