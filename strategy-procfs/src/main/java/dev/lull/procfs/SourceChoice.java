package dev.lull.procfs;

import dev.lull.internal.linux.TargetFilter;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnavailableException;
import dev.lull.spi.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tries the sources, best first, and remembers why one did not work. Used by one thread, for one choice. */
final class SourceChoice {

    private final ProcfsOptions options;
    private final List<Failure> failures = new ArrayList<>();

    private record Failure(SourceKind kind, UnavailableException why) {}

    /** What to do with a source that has been opened; closes it if it throws. */
    @FunctionalInterface
    interface Use<T> {
        T apply(SourceKind kind, ConnectionSource source) throws UnreadableException;
    }

    SourceChoice(ProcfsOptions options) {
        this.options = options;
    }

    /**
     * Opens the first source that works and gives it to {@code use}, whose first look is part of the trial.
     *
     * @throws UnavailableException if none works, with each one's reason and cure
     */
    <T> T first(TargetFilter filter, Use<T> use) throws UnavailableException {
        for (SourceKind kind : SourceKind.toTry(options)) {
            try {
                ConnectionSource source = kind.open(options, filter, because());
                return use.apply(kind, new WitnessedSource(source, kind.secondSource(options, filter)));
            } catch (UnavailableException e) {
                failures.add(new Failure(kind, e));
            } catch (UnreadableException e) {
                String cure = "see what the system says about it";
                failures.add(new Failure(kind, UnavailableException.passing(String.valueOf(e.getMessage()), cure, e)));
            }
        }
        throw all();
    }

    /** Why no better source is used, to go behind a source's name. */
    private String because() {
        return failures.isEmpty() ? "" : ", because " + reasons();
    }

    private String reasons() {
        return failures.stream()
                .map(failure -> failure.kind.label() + ": " + failure.why.reason())
                .collect(Collectors.joining("; "));
    }

    private UnavailableException all() {
        String cures =
                failures.stream().map(failure -> failure.why.cure()).distinct().collect(Collectors.joining("; or "));
        boolean passing = failures.stream().anyMatch(failure -> failure.why.isPassing());
        UnavailableException first = failures.get(0).why;
        UnavailableException all = passing
                ? UnavailableException.passing(reasons(), cures, first)
                : UnavailableException.lasting(reasons(), cures, first);
        failures.stream().skip(1).forEach(failure -> all.addSuppressed(failure.why));
        return all;
    }
}
