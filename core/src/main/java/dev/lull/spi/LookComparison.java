package dev.lull.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Takes looks at a source, and compares each with the one before. What a look finds changes nothing until it is committed,
 * so that one which fails half-way is as if it had not been. Not safe for use by several threads.
 */
final class LookComparison {

    private final ConnectionSource source;
    private final ConnectionTable table = new ConnectionTable();
    private final List<TrackedConnection> found = new ArrayList<>();
    private final SortedSet<Integer> unservedPorts = new TreeSet<>();
    private final ConnectionSink sink = new ConnectionSink() {
        @Override
        public void row(ConnectionRow row) {
            take(row);
        }

        @Override
        public void nothingListensOn(int port) {
            unservedPorts.add(port);
        }
    };
    private long lookNumber;
    private long passNumber;
    private Optional<String> clash = Optional.empty();
    private int seenAgain;
    private long takenAtNanos;
    private long lastId;

    LookComparison(ConnectionSource source) {
        this.source = source;
    }

    /** The moment of the latest look. */
    long takenAtNanos() {
        return takenAtNanos;
    }

    /** The ports that the latest look found nobody listening at. */
    SortedSet<Integer> unservedPorts() {
        return unservedPorts;
    }

    /** How many connections there are, by what was committed. */
    int size() {
        return table.size();
    }

    void forEach(Consumer<TrackedConnection> each) {
        table.forEach(each);
    }

    /**
     * Passes over the source's rows. What they say waits, each in its place, until the look is known to be whole.
     *
     * @param nowNanos the moment of the look, by the monitor's clock
     * @throws UnreadableException if the look is not whole
     */
    void look(long nowNanos) throws UnreadableException {
        found.clear();
        lookNumber++;
        takenAtNanos = nowNanos;
        seenAgain = 0;
        unservedPorts.clear();
        clash = Optional.empty();
        try {
            pass();
            if ((seenAgain < table.size() || !unservedPorts.isEmpty()) && source.mayMissConnections()) {
                SortedSet<Integer> unservedBefore = new TreeSet<>(unservedPorts);
                unservedPorts.clear();
                pass();
                unservedPorts.retainAll(unservedBefore); // a listener too can be missed
            }
        } catch (RuntimeException e) {
            throw new UnreadableException(source.description() + " threw " + e, e);
        }
    }

    private void pass() throws UnreadableException {
        passNumber++;
        source.look(sink);
        findClash();
        if (clash.isPresent()) {
            throw new UnreadableException(
                    source.description() + ": " + clash.get() + "; a row's key must tell it from every other one");
        }
    }

    private void take(ConnectionRow row) {
        TrackedConnection known = table.get(row.key());
        if (known == null) {
            found.add(new TrackedConnection(row, lookNumber, passNumber, takenAtNanos));
            return;
        }
        if (known.seenInLook != lookNumber) {
            seenAgain++;
        } else if (known.seenInPass == passNumber && clash.isEmpty()) {
            clash = known.clashWith(row.local(), row.remote());
        }
        known.see(row, lookNumber, passNumber);
    }

    /** Among what this pass found for the first time. */
    private void findClash() {
        if (found.size() < 2 || clash.isPresent()) {
            return;
        }
        TrackedConnection[] byKey = found.toArray(new TrackedConnection[0]);
        Arrays.sort(
                byKey,
                Comparator.comparingLong((TrackedConnection each) -> each.key)
                        .thenComparingLong(each -> each.seenInPass));
        for (int i = 1; i < byKey.length && clash.isEmpty(); i++) {
            TrackedConnection before = byKey[i - 1];
            if (before.key == byKey[i].key && before.seenInPass == byKey[i].seenInPass) {
                clash = before.clashWith(byKey[i].local, byKey[i].remote);
            }
        }
    }

    /** Takes over what the look has found: tells first who has gone, then who has come, the connections changed by then. */
    void commit(Consumer<TrackedConnection> gone, Consumer<TrackedConnection> come) {
        table.removeNotSeenIn(lookNumber, gone);
        table.forEach(connection -> connection.settle(takenAtNanos));
        for (TrackedConnection connection : found) {
            if (table.get(connection.key) == null) { // a row may come twice in one look
                connection.id = ++lastId;
                connection.settle(takenAtNanos);
                table.add(connection);
                come.accept(connection);
            }
        }
        found.clear();
    }
}
