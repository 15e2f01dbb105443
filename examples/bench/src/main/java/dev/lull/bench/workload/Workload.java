package dev.lull.bench.workload;

import dev.lull.bench.load.Crew;
import dev.lull.bench.load.CrewWorker;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What the load does in each round, and which figures come of it. */
public interface Workload {

    /** Returns its name on the command line and in reports. */
    String id();

    /** Returns the figures, in the order in which they are shown. */
    List<Figure> figures();

    /**
     * Makes the threads that do it, in the load process.
     *
     * @param crew that they are to belong to, with the address to connect to
     * @throws IOException if a connection fails
     */
    List<CrewWorker> workers(Crew crew) throws IOException;

    /**
     * Tells whether client, contestant and service share one processor: where one small message is under way at a time,
     * what is measured is then the work on the way and not how long the machine takes to wake another processor.
     */
    default boolean onOneProcessor() {
        return false;
    }

    /** Returns for what its system calls are counted too; empty if they are not. */
    default Optional<SystemCalls> systemCalls() {
        return Optional.empty();
    }

    /**
     * A figure, and how it comes of what was measured.
     *
     * @param metric which
     * @param value in the metric's unit; NaN where there is none
     */
    record Figure(Metric metric, ToDoubleFunction<Measured> value) {}

    /**
     * System calls for a piece of work.
     *
     * @param metric the figure
     * @param operations of the load that are one piece
     */
    record SystemCalls(Metric metric, double operations) {

        static SystemCalls of(Workload workload, String piece, double operations, String unit) {
            return new SystemCalls(
                    Metric.cost("calls", "calls." + workload.id(), "system calls per " + piece, unit)
                            .drawn(Section.SYSTEM_CALLS, "System calls per " + piece.replace("64-byte ", "")),
                    operations);
        }
    }
}
