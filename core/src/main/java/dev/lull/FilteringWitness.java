package dev.lull;

import java.util.function.Predicate;

/** A witness for whom some connections do not exist. */
record FilteringWitness(Witness witness, Predicate<Testimony.Sighting> counts) implements Witness {
    @Override
    public String description() {
        return witness.description();
    }

    @Override
    public Testimony testify() {
        Testimony testimony = witness.testify();
        return testimony instanceof Testimony.Seen seen
                ? new Testimony.Seen(seen.open().stream().filter(counts).toList())
                : testimony;
    }
}
