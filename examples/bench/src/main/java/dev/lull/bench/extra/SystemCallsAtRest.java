package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.machine.SystemCallCount;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * System calls of contestants that have nothing to do. All of them wait at the same time, which disturbs none and takes
 * a fraction of the time; only those in the path and those beside it have their quiet connections one after the other.
 */
public final class SystemCallsAtRest extends Extra {

    private static final String ID = "rest";
    private static final int SECONDS_OF_STARTS = 12;
    private static final Metric NO_CONNECTION = Metric.cost(
                    ID, "calls.rest", "system calls of the whole process, no connection", "/s")
            .drawn(Section.DOING_NOTHING, "System calls a second, no connection");
    private static final Metric ONE_QUIET = Metric.cost(
                    ID, "calls.quiet", "system calls of the whole process, one quiet connection", "/s")
            .drawn(Section.DOING_NOTHING, "System calls a second, one quiet connection");

    public SystemCallsAtRest() {
        super(ID);
    }

    private record Resting(Contestant contestant, Contestant.Running running, SystemCallCount count)
            implements AutoCloseable {
        boolean inPath() {
            return contestant.kind().inPath();
        }

        @Override
        public void close() {
            count.close();
            running.close();
        }
    }

    private record Window(Resting of, Metric metric, int repeat, Instant from, Instant to) {}

    @Override
    public List<Metric> metrics() {
        return List.of(NO_CONNECTION, ONE_QUIET);
    }

    @Override
    boolean concerns(Contestant contestant) {
        return contestant.kind() != Contestant.Kind.DIRECT
                && SystemCallCount.missing().isEmpty();
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return 0; // it takes the same time however many they are
    }

    @Override
    public double seconds(List<Contestant> contestants, BenchSettings settings) {
        BenchSettings.Extras extras = settings.extras();
        return contestants.stream().noneMatch(this::concerns)
                ? 0
                : (3 * extras.repeats() * extras.callsMillis() + 2 * extras.settleMillis()) / 1e3 + SECONDS_OF_STARTS;
    }

    @Override
    void measure(Contestant contestant, BenchRun run) {
        throw new AssertionError("measured together");
    }

    @Override
    public void run(List<Contestant> contestants, BenchRun run) {
        if (contestants.stream().noneMatch(this::concerns)) {
            return;
        }
        run.progress().begin("system calls at rest: all contestants at once");
        List<Resting> waiting = new ArrayList<>();
        List<Window> windows = new ArrayList<>();
        try {
            contestants.stream()
                    .filter(contestant -> concerns(contestant) && !run.results().isHopeless(contestant))
                    .forEach(contestant -> start(contestant, run, waiting));
            SystemCallCount.pause(run.settings().extras().settleMillis()); // a JVM goes on compiling for a while
            windows.addAll(wait(NO_CONNECTION, waiting, run));
            windows.addAll(quietConnection(
                    waiting.stream().filter(one -> !one.inPath()).toList(), run));
            windows.addAll(
                    quietConnection(waiting.stream().filter(Resting::inPath).toList(), run));
            for (Window window : windows) {
                double seconds = Duration.between(window.from(), window.to()).toNanos() / 1e9;
                double calls = window.of().count().between(window.from(), window.to());
                run.results().value(window.repeat(), window.of().contestant(), window.metric(), calls / seconds);
            }
        } catch (BenchException e) {
            waiting.forEach(one -> run.results().failed(1, one.contestant(), ID, e.reason()));
        } finally {
            waiting.forEach(Resting::close);
        }
        run.progress().did(seconds(contestants, run.settings()));
    }

    private static void start(Contestant contestant, BenchRun run, List<Resting> waiting) {
        try {
            Contestant.Running running = contestant.start(run.start());
            try {
                waiting.add(new Resting(
                        contestant,
                        running,
                        SystemCallCount.of(
                                running.process().orElseThrow(), run.start().scratch())));
            } catch (BenchException e) {
                running.close();
                throw e;
            }
        } catch (BenchException e) {
            run.results().failed(1, contestant, ID, e.reason());
        }
    }

    private static List<Window> quietConnection(List<Resting> group, BenchRun run) throws BenchException {
        if (group.isEmpty()) {
            return List.of();
        }
        try {
            int opened = 0;
            for (Resting one : group) {
                if (one.inPath() || opened == 0) { // those beside the path watch the same service
                    run.ends().hold(one.running().port(), ++opened);
                }
            }
            SystemCallCount.pause(run.settings().extras().settleMillis() / 2);
            return wait(ONE_QUIET, group, run);
        } finally {
            run.ends().release();
        }
    }

    private static List<Window> wait(Metric metric, List<Resting> group, BenchRun run) throws BenchException {
        List<Window> windows = new ArrayList<>();
        for (int i = 1; i <= run.settings().extras().repeats(); i++) {
            Instant from = Instant.now();
            SystemCallCount.pause(run.settings().extras().callsMillis());
            Instant to = Instant.now();
            for (Resting one : group) {
                windows.add(new Window(one, metric, i, from, to));
            }
        }
        return windows;
    }
}
