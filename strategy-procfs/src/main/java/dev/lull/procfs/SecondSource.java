package dev.lull.procfs;

import dev.lull.Witness;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.SourceWitness;
import dev.lull.spi.UnavailableException;
import java.util.Optional;

/**
 * The source that must agree with another one before a stop is final; opened when it is first asked for. Safe for use by
 * any thread; whoever made it closes it.
 */
final class SecondSource implements AutoCloseable {

    private final Opener opener;
    private Optional<Witness> witness = Optional.empty();
    private Optional<SourceWitness> opened = Optional.empty();
    private boolean closed;

    /** Opens a source, or says why there is none. */
    @FunctionalInterface
    interface Opener {
        ConnectionSource open() throws UnavailableException;
    }

    private SecondSource(Opener opener) {
        this.opener = opener;
    }

    static SecondSource none(String reason) {
        return new SecondSource(() -> {
            throw UnavailableException.lasting(reason, "");
        });
    }

    /** Opens it at once, so that it sees the same network namespace whatever becomes of the process it is found by. */
    static SecondSource now(Opener opener) {
        SecondSource second = new SecondSource(opener);
        Witness ignored = second.witness();
        return second;
    }

    /** Opens it when it is asked for. */
    static SecondSource onDemand(Opener opener) {
        return new SecondSource(opener);
    }

    synchronized Witness witness() {
        if (witness.isEmpty()) {
            witness = Optional.of(open());
        }
        return witness.get();
    }

    private Witness open() {
        if (closed) {
            return Witness.none("the monitor was closed before anybody asked for its second source");
        }
        try {
            SourceWitness source = new SourceWitness(opener.open());
            opened = Optional.of(source);
            return source;
        } catch (UnavailableException e) {
            return Witness.none(e.reason());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        opened.ifPresent(SourceWitness::close);
    }
}
