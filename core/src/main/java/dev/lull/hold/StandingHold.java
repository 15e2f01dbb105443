package dev.lull.hold;

import dev.lull.Hold;
import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A hold that asks a {@link HoldProbe} in the background, so that {@link #isHeld} never waits for longer than
 * {@value #FIRST_ANSWER_MILLIS} ms, and that only for the first answer after a pause. Each time it is asked it has the probe look again,
 * at most once a second, and answers with what that found last. A watcher does not ask while somebody is connected, so
 * nothing is looked up then. Safe for use by any thread; whoever makes it closes it.
 *
 * <p>What cannot be told counts as holding: no answer yet, none within the time limit, or none that is younger than two
 * minutes, so ask more often than that. {@link Builder#maxUnknown} sets an end to it.
 */
public final class StandingHold implements Hold, AutoCloseable {

    /** How long {@link #isHeld} waits for an answer, where there is none. */
    private static final long FIRST_ANSWER_MILLIS = 200;

    /** How long an answer counts. */
    static final Duration ANSWER_LASTS = Duration.ofMinutes(2);

    /** Several looks of a watcher at once, before a stop, are one look of the probe. */
    static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(10);
    private static final long THREAD_KEPT_SECONDS = 10;

    /**
     * What was found.
     *
     * @param askedNanos when it was asked for
     */
    private record Answer(Finding finding, long askedNanos) {}

    private final String name;
    private final HoldProbe probe;
    private final Duration timeLimit;
    private final Optional<Duration> maxUnknown;
    private final ExecutorService executor;

    private @Nullable Answer latest;
    private OptionalLong lookingSinceNanos = OptionalLong.empty();
    private OptionalLong unknownSinceNanos = OptionalLong.empty();
    private OptionalLong lastAskedNanos = OptionalLong.empty();
    private Finding current = Finding.unknown("not looked at yet");
    private boolean closed;

    private StandingHold(Builder builder) {
        this.name = builder.name;
        this.probe = builder.probe;
        this.timeLimit = builder.timeLimit;
        this.maxUnknown = builder.maxUnknown;
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1, 1, THREAD_KEPT_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "lull-hold-" + builder.name);
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true); // none is left while the service is in use
        this.executor = one;
    }

    /**
     * Makes a hold with the default time limit, ten seconds.
     *
     * @param name what it is called in logs, such as {@code "process:backup"}
     * @param probe asked in the background
     * @return the hold
     * @throws NullPointerException if an argument is null
     */
    public static StandingHold of(String name, HoldProbe probe) {
        return builder(name, probe).build();
    }

    /**
     * Begins with a time limit of ten seconds, and no end to what cannot be told.
     *
     * @param name what it is called in logs, such as {@code "process:backup"}
     * @param probe asked in the background
     * @return a new builder
     * @throws NullPointerException if an argument is null
     */
    public static Builder builder(String name, HoldProbe probe) {
        return new Builder(name, probe);
    }

    /**
     * Returns what it is called.
     *
     * @return such as {@code "process:backup"}
     */
    public String name() {
        return name;
    }

    /**
     * Returns what was answered when this was asked last.
     *
     * @return the finding; unknown before that
     */
    public synchronized Finding finding() {
        return current;
    }

    @Override
    public synchronized String description() {
        return current.state() == Finding.State.UNKNOWN ? name + " (cannot tell: " + current.words() + ")" : name;
    }

    @Override
    public synchronized boolean isHeld(long nowNanos) {
        if (lastAskedNanos.isPresent() && nowNanos - lastAskedNanos.getAsLong() > ANSWER_LASTS.toNanos()) {
            unknownSinceNanos = OptionalLong.empty(); // nobody asked in between
        }
        lastAskedNanos = OptionalLong.of(nowNanos);
        if (isDue(nowNanos)) {
            lookingSinceNanos = OptionalLong.of(nowNanos);
            executor.execute(() -> answer(nowNanos));
            if (latest == null || isOld(latest, nowNanos)) {
                awaitAnswer();
            }
        }
        current = judge(nowNanos);
        return current.state() != Finding.State.FREE;
    }

    private boolean isDue(long nowNanos) {
        return !closed
                && lookingSinceNanos.isEmpty()
                && (latest == null || nowNanos - latest.askedNanos() >= SHORTEST_PAUSE.toNanos());
    }

    private static boolean isOld(Answer answer, long nowNanos) {
        return nowNanos - answer.askedNanos() > ANSWER_LASTS.toNanos();
    }

    @SuppressWarnings("GuardedBy") // called with the lock
    private void awaitAnswer() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FIRST_ANSWER_MILLIS);
        try {
            for (long left = FIRST_ANSWER_MILLIS; left > 0 && lookingSinceNanos.isPresent(); ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until no look is under way. */
    synchronized void awaitQuiet() {
        awaitAnswer();
    }

    private void answer(long askedNanos) {
        Finding found;
        try {
            found = probe.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            found = Finding.unknown("interrupted");
        } catch (Exception | LinkageError e) {
            String message = e.getMessage();
            found = Finding.unknown(
                    message == null ? e.getClass().getName() : message.strip().replace('\n', ' '));
        }
        synchronized (this) {
            latest = new Answer(found, askedNanos);
            lookingSinceNanos = OptionalLong.empty();
            notifyAll();
        }
    }

    private Finding judge(long nowNanos) {
        Finding found = found(nowNanos);
        if (found.state() != Finding.State.UNKNOWN) {
            unknownSinceNanos = OptionalLong.empty();
            return found;
        }
        if (unknownSinceNanos.isEmpty()) {
            unknownSinceNanos = OptionalLong.of(nowNanos);
        }
        long unknownNanos = nowNanos - unknownSinceNanos.getAsLong();
        return maxUnknown.isPresent() && unknownNanos >= maxUnknown.get().toNanos()
                ? Finding.free("given up after " + Durations.text(maxUnknown.get()) + ": " + found.words())
                : found;
    }

    private Finding found(long nowNanos) {
        if (closed) {
            return Finding.free("closed");
        }
        if (lookingSinceNanos.isPresent() && nowNanos - lookingSinceNanos.getAsLong() >= timeLimit.toNanos()) {
            return Finding.unknown("no answer within " + Durations.text(timeLimit));
        }
        if (latest == null || isOld(latest, nowNanos)) {
            return Finding.unknown("not known yet");
        }
        return latest.finding();
    }

    /** Holds no longer, and ends its thread. Idempotent; does not wait. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        executor.shutdownNow();
    }

    /** Collects a hold's settings. Not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private final HoldProbe probe;
        private Duration timeLimit = DEFAULT_TIME_LIMIT;
        private Optional<Duration> maxUnknown = Optional.empty();

        private Builder(String name, HoldProbe probe) {
            this.name = Objects.requireNonNull(name, "name");
            this.probe = Objects.requireNonNull(probe, "probe");
        }

        /**
         * Sets after how long a look that has not ended counts as one that cannot tell. It is not repeated before it
         * ends.
         *
         * @param timeLimit above zero
         * @return this
         * @throws NullPointerException if {@code timeLimit} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder timeLimit(Duration timeLimit) {
            this.timeLimit = Durations.requirePositive(timeLimit, "timeLimit");
            return this;
        }

        /**
         * Sets for how long what cannot be told holds, counted while it is asked without a long pause. By default without an end.
         *
         * @param maxUnknown above zero
         * @return this
         * @throws NullPointerException if {@code maxUnknown} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxUnknown(Duration maxUnknown) {
            this.maxUnknown = Optional.of(Durations.requirePositive(maxUnknown, "maxUnknown"));
            return this;
        }

        /**
         * Makes the hold. Nothing is looked up, and there is no thread, before it is asked.
         *
         * @return the hold
         */
        public StandingHold build() {
            return new StandingHold(this);
        }
    }
}
