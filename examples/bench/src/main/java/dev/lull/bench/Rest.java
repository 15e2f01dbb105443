package dev.lull.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * System calls of contestants that have nothing to do. All of them wait at the same time, which disturbs none and takes
 * a fraction of the time; only those in the path and those beside it have their quiet connections one after the other.
 */
final class Rest {

    private final BenchSettings settings;
    private final Ends ends;
    private final Notebook notebook;
    private final Progress progress;
    private final Contestant.Place place;
    private final List<Waiting> waiting = new ArrayList<>();

    Rest(BenchSettings settings, Ends ends, Notebook notebook, Progress progress, Contestant.Place place) {
        this.settings = settings;
        this.ends = ends;
        this.notebook = notebook;
        this.progress = progress;
        this.place = place;
    }

    private record Waiting(Contestant contestant, Contestant.Running running, SystemCallCount count)
            implements AutoCloseable {
        boolean inPath() {
            return contestant.kind() == Standing.Kind.IN_PATH || contestant.kind() == Standing.Kind.PEER;
        }

        @Override
        public void close() {
            count.close();
            running.close();
        }
    }

    private record Window(Waiting of, Metric metric, int repeat, Instant from, Instant to) {}

    void run(List<Contestant> contestants) {
        progress.begin("system calls at rest: all contestants at once");
        List<Window> windows = new ArrayList<>();
        try {
            contestants.stream()
                    .filter(contestant -> contestant.kind() != Standing.Kind.DIRECT && !notebook.hopeless(contestant))
                    .forEach(this::start);
            SystemCallCount.pause(settings.extras().settleMillis()); // a JVM goes on compiling for a while
            windows.addAll(wait(Metric.CALLS_REST, waiting));
            windows.addAll(quietConnection(
                    waiting.stream().filter(one -> !one.inPath()).toList()));
            windows.addAll(
                    quietConnection(waiting.stream().filter(Waiting::inPath).toList()));
            for (Window window : windows) {
                double seconds = Duration.between(window.from(), window.to()).toNanos() / 1e9;
                notebook.value(
                        window.repeat(),
                        window.of().contestant(),
                        window.metric(),
                        window.of().count().between(window.from(), window.to()) / seconds,
                        false);
            }
        } catch (BenchException e) {
            waiting.forEach(one -> notebook.failed(1, one.contestant(), Steps.REST, Rounds.message(e)));
        } finally {
            waiting.forEach(Waiting::close);
        }
        progress.did(Bench.stepWeight(Steps.REST, settings));
    }

    private void start(Contestant contestant) {
        try {
            Contestant.Running running = contestant.start(place);
            try {
                waiting.add(new Waiting(
                        contestant,
                        running,
                        SystemCallCount.of(running.process().orElseThrow(), place.scratch())));
            } catch (BenchException e) {
                running.close();
                throw e;
            }
        } catch (BenchException e) {
            notebook.failed(1, contestant, Steps.REST, Rounds.message(e));
        }
    }

    private List<Window> quietConnection(List<Waiting> group) throws BenchException {
        if (group.isEmpty()) {
            return List.of();
        }
        try {
            int opened = 0;
            for (Waiting one : group) {
                if (one.inPath() || opened == 0) { // those beside the path watch the same service
                    ends.hold(one.running().port(), ++opened);
                }
            }
            SystemCallCount.pause(settings.extras().settleMillis() / 2);
            return wait(Metric.CALLS_QUIET, group);
        } finally {
            ends.release();
        }
    }

    private List<Window> wait(Metric metric, List<Waiting> group) throws BenchException {
        List<Window> windows = new ArrayList<>();
        for (int i = 1; i <= settings.extras().repeats(); i++) {
            Instant from = Instant.now();
            SystemCallCount.pause(settings.extras().callsMillis());
            Instant to = Instant.now();
            for (Waiting one : group) {
                windows.add(new Window(one, metric, i, from, to));
            }
        }
        return windows;
    }
}
