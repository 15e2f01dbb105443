package dev.lull.launcher.run;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/** Plays something in each {@link StopState} at the same time: such a test mostly waits. */
final class EachState {

    /** What is done in one state. */
    @FunctionalInterface
    interface Play {
        void in(StopState state) throws Exception;
    }

    private EachState() {}

    /** Fails with all that failed; skips where the strategy does not work. */
    static void of(String strategy, Play play) {
        RunInState.require(strategy);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> plays = Stream.of(StopState.values())
                    .<Future<?>>map(state -> threads.submit(() -> {
                        play.in(state);
                        return state;
                    }))
                    .toList();
            Assertions.assertAll(strategy, plays.stream().map(EachState::outcome));
        } finally {
            threads.shutdownNow();
        }
    }

    private static Executable outcome(Future<?> play) {
        return () -> {
            try {
                play.get();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        };
    }
}
