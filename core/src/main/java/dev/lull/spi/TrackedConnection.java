package dev.lull.spi;

import dev.lull.Connection;
import dev.lull.Traffic;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What {@link ConnectionTable} remembers of one open connection from look to look. What a look says of it waits until
 * the look is known to be whole. Guarded by the monitor's lock.
 */
final class TrackedConnection {

    final long key;
    final InetSocketAddress local;
    final InetSocketAddress remote;
    final long sinceNanos;

    /** Given once it counts: a row of a failed look uses up no number. */
    long id;

    /** The number of the latest look that found it. */
    long seenInLook;

    /** The number of the latest pass over the source that found it; a look may need two. */
    long seenInPass;

    private long idleNanosSeen;
    private long bytesInSeen;
    private long bytesOutSeen;

    private final LatestActivity latestActivity = new LatestActivity();
    private long bytesIn = ConnectionRow.UNKNOWN;
    private long bytesOut = ConnectionRow.UNKNOWN;

    TrackedConnection(ConnectionRow row, long look, long pass, long nowNanos) {
        this.key = row.key();
        this.local = row.local();
        this.remote = row.remote();
        this.sinceNanos = nowNanos;
        see(row, look, pass);
    }

    /** Takes what a row says, which counts from {@link #settle} on. */
    void see(ConnectionRow row, long look, long pass) {
        seenInLook = look;
        seenInPass = pass;
        idleNanosSeen = row.idleNanos();
        bytesInSeen = row.bytesIn();
        bytesOutSeen = row.bytesOut();
    }

    /** The look at that moment was whole: what it said counts. Bytes once known stay known, and never grow fewer. */
    void settle(long nowNanos) {
        if (idleNanosSeen != ConnectionRow.UNKNOWN) {
            latestActivity.advance(nowNanos - idleNanosSeen);
        } else if (bytesInSeen > bytesIn || bytesOutSeen > bytesOut) {
            latestActivity.advance(nowNanos);
        }
        bytesIn = Math.max(bytesIn, bytesInSeen);
        bytesOut = Math.max(bytesOut, bytesOutSeen);
    }

    /** When bytes last moved as far as is known, else when it was first seen. */
    long lastActivityNanos() {
        return latestActivity.orElse(sinceNanos);
    }

    long bytesIn() {
        return Math.max(bytesIn, 0);
    }

    long bytesOut() {
        return Math.max(bytesOut, 0);
    }

    /** Says which two connections share a key, if these are two. */
    Optional<String> clashWith(InetSocketAddress otherLocal, InetSocketAddress otherRemote) {
        return local.equals(otherLocal) && remote.equals(otherRemote)
                ? Optional.empty()
                : Optional.of("two connections have the key " + key + ": " + remote + " at " + local + ", and "
                        + otherRemote + " at " + otherLocal);
    }

    Connection toConnection() {
        boolean measured = bytesIn != ConnectionRow.UNKNOWN && bytesOut != ConnectionRow.UNKNOWN;
        return new Connection(
                id,
                local,
                remote,
                sinceNanos,
                latestActivity.atNanos(),
                measured ? Optional.of(new Traffic(bytesIn, bytesOut)) : Optional.empty());
    }
}
