package dev.lull;

import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** SIGTERM, a grace, SIGKILL: for a process and for what it leaves behind. */
final class EndProcessAction implements ShutdownAction {

    private static final ProcessFamily.Ending BY_TERM = new ProcessFamily.Ending() {};

    private final ProcessHandle process;
    private final Duration terminationGrace;

    EndProcessAction(ProcessHandle process, Duration terminationGrace) {
        this.process = Objects.requireNonNull(process, "process");
        this.terminationGrace = Durations.requireNotNegative(terminationGrace, "terminationGrace");
    }

    @Override
    public void shutDown(Verdict.ShutDown verdict) throws IOException, InterruptedException {
        boolean killed = ProcessFamily.of(process).end(terminationGrace, BY_TERM);
        if (killed) {
            System.getLogger(EndProcessAction.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "process " + process.pid() + " or something it started did not end within "
                                    + Durations.text(terminationGrace) + " and was killed");
        }
    }

    @Override
    public String toString() {
        return "end process " + process.pid();
    }
}
