package dev.lull.spi;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A source whose rows are what a test says. */
public final class ScriptedSource implements ConnectionSource {

    private final List<ScriptedRow> rows = new ArrayList<>();
    private Optional<RuntimeException> thrown = Optional.empty();
    private Optional<String> unreadable = Optional.empty();
    private int rowsBeforeFailing;
    private int closes;

    /** One connection; its numbers are a test's to change. */
    public static final class ScriptedRow implements ConnectionRow {
        private final long key;
        private final InetSocketAddress remote;
        private long idleNanos = UNKNOWN;
        private long bytesIn = UNKNOWN;
        private long bytesOut = UNKNOWN;

        private ScriptedRow(long key, InetSocketAddress remote) {
            this.key = key;
            this.remote = remote;
        }

        /** Sets how many bytes it has carried since it opened. */
        public ScriptedRow bytes(long in, long out) {
            this.bytesIn = in;
            this.bytesOut = out;
            return this;
        }

        /** Sets for how long it has carried nothing. */
        public ScriptedRow idle(long nanos) {
            this.idleNanos = nanos;
            return this;
        }

        @Override
        public long key() {
            return key;
        }

        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 22);
        }

        @Override
        public InetSocketAddress remote() {
            return remote;
        }

        @Override
        public long idleNanos() {
            return idleNanos;
        }

        @Override
        public long bytesIn() {
            return bytesIn;
        }

        @Override
        public long bytesOut() {
            return bytesOut;
        }
    }

    /** Opens a connection. */
    public ScriptedRow open(long key) {
        return open(key, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1 + (int) (key & 0x7fff)));
    }

    /** Opens a connection from a peer. */
    public ScriptedRow open(long key, InetSocketAddress remote) {
        ScriptedRow row = new ScriptedRow(key, remote);
        rows.add(row);
        return row;
    }

    /** Ends a connection; every row that has its key goes. */
    public void close(long key) {
        rows.removeIf(row -> row.key == key);
    }

    /** Makes looks fail, after a few rows. */
    public void failAfter(int rowsGiven, String reason) {
        rowsBeforeFailing = rowsGiven;
        unreadable = Optional.of(reason);
    }

    /** Makes looks throw what they may not. */
    public void throwing(RuntimeException exception) {
        thrown = Optional.of(exception);
    }

    /** Makes looks succeed again. */
    public void recover() {
        unreadable = Optional.empty();
        thrown = Optional.empty();
    }

    /** Returns how often it was closed. */
    public int closes() {
        return closes;
    }

    @Override
    public String description() {
        return "a script";
    }

    @Override
    public void look(ConnectionSink sink) throws UnreadableException {
        if (thrown.isPresent()) {
            throw thrown.get();
        }
        int given = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (unreadable.isPresent() && given == rowsBeforeFailing) {
                break;
            }
            sink.row(rows.get(i));
            given++;
        }
        if (unreadable.isPresent()) {
            throw new UnreadableException(unreadable.get());
        }
    }

    @Override
    public void close() {
        closes++;
    }
}
