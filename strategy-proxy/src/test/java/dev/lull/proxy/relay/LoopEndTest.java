package dev.lull.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Loops end while others still work with them. */
@ExtendWith(LeakCheck.class)
class LoopEndTest {

    private final ScriptedLoop one = new ScriptedLoop("one", to -> ScriptedLoop.Answer.CONNECTS);
    private final ScriptedLoop other = new ScriptedLoop("other", to -> ScriptedLoop.Answer.CONNECTS);

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void twoThatEndMayGiveEachOtherTasks() throws Exception {
        CyclicBarrier bothAreEnding = new CyclicBarrier(2);
        AtomicInteger refused = new AtomicInteger();
        one.whenItEnds = () -> giveTask(other, bothAreEnding, refused);
        other.whenItEnds = () -> giveTask(one, bothAreEnding, refused);
        one.start();
        other.start();
        Thread closing = new Thread(one::close, "closes-one");
        closing.start();
        other.close();
        closing.join();
        assertThat(refused).as("tasks that will not be done, and said so").hasValue(2);
        assertThat(one.socketsClosed && other.socketsClosed).isTrue();
    }

    private static void giveTask(ScriptedLoop to, CyclicBarrier bothAreEnding, AtomicInteger refused) {
        try {
            bothAreEnding.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        if (!to.execute(() -> {})) {
            refused.incrementAndGet();
        }
    }

    @Test
    void doesWhatWasAskedBeforeItEnds() throws Exception {
        AtomicInteger done = new AtomicInteger();
        one.start();
        for (int i = 0; i < 5000; i++) {
            assertThat(one.execute(done::incrementAndGet)).isTrue();
        }
        one.close();
        assertThat(done).hasValue(5000);
        assertThat(one.execute(done::incrementAndGet)).isFalse();
        other.close();
    }
}
