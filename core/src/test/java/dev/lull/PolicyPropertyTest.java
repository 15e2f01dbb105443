package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever happens, and in whatever order: the policy agrees with a model of ten lines. */
final class PolicyPropertyTest {

    static final int IDLE_SECONDS = 60;
    private static final int GRACE_SECONDS = 100;

    /** What happens; each with how many seconds the clock moves on before it. */
    enum Step {
        OPEN,
        CLOSE,
        BYTES,
        FAIL,
        RECOVER,
        NOTHING
    }

    /** What a person would say: it stops when for long enough nothing at all has happened, and one could see that. */
    private static final class Model {
        private int now;
        private int open;
        private int quietSince;
        private boolean readable = true;

        boolean stops(Step step, int seconds) {
            boolean wasReadable = readable;
            now += seconds;
            open += step == Step.OPEN ? 1 : step == Step.CLOSE && open > 0 ? -1 : 0;
            readable = step == Step.FAIL ? false : step == Step.RECOVER || readable;
            boolean happened = step == Step.OPEN || step == Step.CLOSE || (step == Step.BYTES && open > 0);
            quietSince = happened || open > 0 || !readable || !wasReadable ? now : quietSince;
            return now - quietSince >= IDLE_SECONDS && now >= GRACE_SECONDS;
        }
    }

    @Property(tries = 2000)
    void agreesWithTheModel(
            @ForAll @Size(max = 60) List<Step> steps,
            @ForAll @Size(60) List<@IntRange(max = 2 * IDLE_SECONDS) Integer> pauses) {
        Model model = new Model();
        ManualClock clock = new ManualClock();
        FakeMonitor monitor = new FakeMonitor(clock);
        IdleShutdownPolicy policy = IdleShutdownPolicy.builder(Duration.ofSeconds(IDLE_SECONDS))
                .startupGrace(Duration.ofSeconds(GRACE_SECONDS))
                .build();
        Deque<Connection> connections = new ArrayDeque<>();
        long openedAt = clock.nanoTime();
        long notIdleBefore = openedAt;
        boolean unreadableBefore = false;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            clock.advance(Duration.ofSeconds(pauses.get(i)));
            switch (step) {
                case OPEN -> connections.push(monitor.opened());
                case CLOSE -> close(connections, monitor);
                case BYTES -> connections.stream().limit(1).forEach(connection -> monitor.movedBytes());
                case FAIL -> monitor.unreadable("gone");
                case RECOVER -> monitor.readable();
                case NOTHING -> {}
            }
            Reading reading = monitor.read();
            notIdleBefore = unreadableBefore ? reading.takenAtNanos() : notIdleBefore;
            unreadableBefore = reading instanceof Reading.Unreadable;
            Verdict verdict = policy.evaluate(
                    new IdleShutdownPolicy.History(openedAt, notIdleBefore, OptionalLong.empty()), reading, List.of());
            assertThat(verdict instanceof Verdict.ShutDown)
                    .as("step %d of %s with pauses %s: %s", i, steps, pauses, verdict)
                    .isEqualTo(model.stops(step, pauses.get(i)));
        }
    }

    private static void close(Deque<Connection> connections, FakeMonitor monitor) {
        if (connections.isEmpty()) {
            monitor.movedBytes(); // a connection that came and went between two looks
        } else {
            monitor.closed(connections.pop());
        }
    }
}
