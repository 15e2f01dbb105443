package dev.lull.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The heap of timers against a plain list, over any sequence of adding, calling off and taking the first. */
class TimerQueueTest {

    /** Two clocks: an ordinary one, and one that wraps around in the midst of the deadlines, as nanoTime may. */
    @Property
    void givesWhatASortedListGives(@ForAll("steps") List<Step> steps, @ForAll boolean wraps) {
        long base = wraps ? Long.MAX_VALUE - 5 : 1_000;
        TimerQueue queue = new TimerQueue();
        List<Timed> model = new ArrayList<>();
        List<Timed> all = new ArrayList<>();
        List<Timed> ran = new ArrayList<>();
        for (Step step : steps) {
            switch (step.what) {
                case ADD -> {
                    Timed timed = new Timed(step.number % 12);
                    timed.timer = queue.add(base + timed.offset, () -> ran.add(timed));
                    model.add(timed);
                    all.add(timed);
                }
                case CANCEL -> {
                    if (!all.isEmpty()) { // also one that has run or was called off before
                        Timed timed = all.get(step.number % all.size());
                        timed.timer.cancel();
                        model.remove(timed);
                    }
                }
                case TAKE -> {
                    if (!model.isEmpty()) {
                        takeFirst(queue, base, model, ran);
                    }
                }
            }
            assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
        }
        while (!model.isEmpty()) {
            takeFirst(queue, base, model, ran);
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    /** Of several with the same deadline any may be the first, but only one that is there. */
    private static void takeFirst(TimerQueue queue, long base, List<Timed> model, List<Timed> ran) {
        long least = model.stream()
                .min(Comparator.comparingLong(timed -> timed.offset))
                .orElseThrow()
                .offset;
        assertThat(queue.firstDeadlineNanos()).isEqualTo(base + least);
        queue.removeFirst().run();
        Timed latest = ran.get(ran.size() - 1);
        assertThat(latest.offset).isEqualTo(least);
        assertThat(model.remove(latest)).as("it was there, once").isTrue();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<What> what = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(5, What.ADD),
                net.jqwik.api.Tuple.of(3, What.CANCEL),
                net.jqwik.api.Tuple.of(2, What.TAKE));
        return Combinators.combine(what, Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }

    enum What {
        ADD,
        CANCEL,
        TAKE
    }

    record Step(What what, int number) {}

    private static final class Timed {
        private final long offset;
        private SocketLoop.Timer timer = () -> {};

        Timed(long offset) {
            this.offset = offset;
        }
    }
}
