package dev.lull.procfs;

import dev.lull.Witness;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnreadableException;

/** A source, and the second one that it brings along. */
record WitnessedSource(ConnectionSource source, SecondSource second) implements ConnectionSource {
    @Override
    public String description() {
        return source.description();
    }

    @Override
    public void look(ConnectionSink sink) throws UnreadableException {
        source.look(sink);
    }

    @Override
    public boolean mayMissConnections() {
        return source.mayMissConnections();
    }

    @Override
    public Witness witness() {
        return second.witness();
    }

    @Override
    public void close() {
        source.close();
        second.close();
    }
}
