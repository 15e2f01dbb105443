package dev.lull.launcher.run;

import dev.lull.NanoClock;
import dev.lull.launcher.console.Console;
import dev.lull.launcher.metrics.MetricsPort;
import dev.lull.launcher.process.ParentProcess;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.ServiceEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What all services of a run share.
 *
 * @param console the log
 * @param clock of all monitors
 * @param parent starts what is started, once native code is loaded
 * @param writers hear each event
 * @param metrics where figures are served
 * @param isAlone whether there is one service only, which is not named where it is told of
 */
record RunContext(
        Console console,
        NanoClock clock,
        CompletableFuture<ParentProcess> parent,
        Consumer<RunEvent> writers,
        Optional<MetricsPort> metrics,
        boolean isAlone) {

    /** Returns who hears of a service. */
    Consumer<RunEvent> writersOf(String service) {
        return isAlone ? writers : event -> writers.accept(new ServiceEvent(service, event));
    }

    /** Returns a line about a service for people. */
    String line(String service, String line) {
        return isAlone ? line : service + ": " + line;
    }
}
