package dev.lull.spi;

import dev.lull.Testimony;
import dev.lull.Witness;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Testifies by looking at a {@link ConnectionSource} each time it is asked: twice where a look may miss a connection.
 * Safe for use by any thread; whoever made it closes it, and it closes the source.
 */
public final class SourceWitness implements Witness, AutoCloseable {

    private final ConnectionSource source;
    private boolean closed;

    /**
     * Makes a witness; no look is taken yet.
     *
     * @param source where to look; nobody else may use it any more
     * @throws NullPointerException if {@code source} is null
     */
    public SourceWitness(ConnectionSource source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public synchronized Testimony testify() {
        if (closed) {
            return new Testimony.Unreadable(description() + " is closed");
        }
        Set<Testimony.Sighting> seen = new LinkedHashSet<>();
        ConnectionSink sink = row -> seen.add(new Testimony.Sighting(row.local(), row.remote()));
        try {
            source.look(sink);
            if (source.mayMissConnections()) {
                source.look(sink);
            }
            return new Testimony.Seen(List.copyOf(seen));
        } catch (UnreadableException e) {
            return new Testimony.Unreadable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Testimony.Unreadable(description() + " threw " + e);
        }
    }

    /** Closes the source. Idempotent; never throws. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            source.close();
        }
    }
}
