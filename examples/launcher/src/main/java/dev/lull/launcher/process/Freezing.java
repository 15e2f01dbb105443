package dev.lull.launcher.process;

import dev.lull.ProcessFamily;
import dev.lull.ProcessFreezer;
import dev.lull.launcher.console.Console;
import java.io.IOException;
import java.util.Optional;

/** The freezing of a service that may not be meant to be frozen. Safe for use by any thread. */
final class Freezing {

    private final Optional<ProcessFreezer> freezer;

    private Freezing(Optional<ProcessFreezer> freezer) {
        this.freezer = freezer;
    }

    /** Makes that of a service that is never frozen. */
    static Freezing never() {
        return new Freezing(Optional.empty());
    }

    /**
     * Makes that of one that is.
     *
     * @param guard thaws it if Lull is killed
     */
    static Freezing of(ProcessFamily family, Guard guard) {
        ProcessFreezer freezer = ProcessFreezer.of(family, guard);
        freezer.cgroup().ifPresent(guard::overCgroup);
        return new Freezing(Optional.of(freezer));
    }

    private ProcessFreezer freezer() {
        return freezer.orElseThrow(() -> new IllegalStateException("the service was not started to be frozen"));
    }

    boolean freeze() throws IOException, InterruptedException {
        return freezer().freeze();
    }

    /** Does nothing to what is never frozen. */
    void thaw() throws IOException {
        if (freezer.isPresent()) {
            freezer.get().thaw();
        }
    }

    boolean isFrozen() {
        return freezer.isPresent() && freezer.get().isFrozen();
    }

    String way() {
        return freezer().way();
    }

    /** Before a signal that the service has to run for: nothing but SIGKILL ends what is frozen. */
    void thawForSignal() {
        try {
            thaw();
        } catch (IOException e) {
            sayFrozen(e);
        }
    }

    /**
     * Thaws for good. The cgroup is removed, at the latest when this is called once more and the service has ended.
     */
    void end() {
        try {
            if (freezer.isPresent()) {
                freezer.get().close();
            }
        } catch (IOException e) {
            sayFrozen(e);
        }
    }

    private static void sayFrozen(IOException e) {
        Console.standardError().complain("something of the service stays frozen: " + e.getMessage());
    }
}
