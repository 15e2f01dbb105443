package dev.lull.launcher.command;

import dev.lull.Connection;
import dev.lull.Door;
import dev.lull.NanoClock;
import dev.lull.Sleepable;
import dev.lull.Verdict;
import dev.lull.Wake;
import dev.lull.launcher.process.CommandStartException;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Lets COMMAND sleep by ending it, and wakes it by starting it again: {@code --on-idle stop-command}. Clients wait in a
 * {@link WaitingRoom} until it is ready. For one thread, except where said.
 */
public final class StoppedCommand implements Sleepable {

    private static final Logger LOG = System.getLogger(StoppedCommand.class.getName());

    /** A pause is so many times as long as the look before it, so that looking takes a fifth of a processor at most. */
    private static final int PAUSE_PER_LOOK = 4;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

    /** Who has waited for long waits for so much more of that at most: a COMMAND that takes long is not slowed down. */
    private static final int SHARE_OF_WAIT = 20;

    private static final Duration LONGEST_SHARE = Duration.ofMillis(50);

    private final WatchedCommand command;
    private final Starter starter;
    private final Optional<Readiness> listening;
    private final Readiness readiness;
    private final WaitingRoom room;
    private final Duration startTimeout;
    private final Consumer<Verdict.ShutDown> stopping;
    private final IntConsumer endedByItself;
    private final RunEnd runEnd;
    private final NanoClock clock = NanoClock.system();

    /** Since when somebody waits for a COMMAND that has not become ready yet. */
    private OptionalLong waitedForSinceNanos = OptionalLong.empty();

    /** Held while it is put to sleep, or started again. */
    private final Object changing = new Object();

    // Under this object's lock
    private boolean isUp;
    private OptionalInt endedWith = OptionalInt.empty();
    private long starts;

    /**
     * Makes it, of a COMMAND that does not run.
     *
     * @param command COMMAND
     * @param starter starts it
     * @param listening tells when it listens where its clients connect, so that the readiness can be asked for there; empty
     *     if they connect to a relay
     * @param readiness tells when it can be given clients
     * @param room where clients wait meanwhile
     * @param startTimeout for how long
     * @param stopping hears that it is about to be ended, and why
     * @param endedByItself gets the exit code of a COMMAND that ends by itself while it is awake
     * @param runEnd the end of the run, which ends every wait
     */
    public StoppedCommand(
            WatchedCommand command,
            Starter starter,
            Optional<Readiness> listening,
            Readiness readiness,
            WaitingRoom room,
            Duration startTimeout,
            Consumer<Verdict.ShutDown> stopping,
            IntConsumer endedByItself,
            RunEnd runEnd) {
        this.command = command;
        this.starter = starter;
        this.listening = listening;
        this.readiness = readiness;
        this.room = room;
        this.startTimeout = startTimeout;
        this.stopping = stopping;
        this.endedByItself = endedByItself;
        this.runEnd = runEnd;
    }

    /**
     * Starts it for the first time, and waits until it is ready, or the run ends. One that does not become ready in time
     * gets its clients all the same: perhaps only the readiness is asked for in a wrong way.
     *
     * @throws CommandStartException if it cannot be started
     */
    public void start() throws CommandStartException, InterruptedException {
        readiness.begin();
        waitedForSinceNanos = OptionalLong.of(clock.nanoTime());
        if (!starter.start(begins(true))) {
            return;
        }
        try {
            awaitReadiness();
        } catch (IOException e) {
            if (!runEnd.hasCome() && endedWith().isEmpty()) {
                LOG.log(Level.WARNING, e.getMessage() + "; it is given its clients all the same");
            }
        }
        waitedForSinceNanos = OptionalLong.empty();
        room.letThrough();
    }

    /**
     * Starts it again after it ended by itself, in any thread; does nothing if it is asleep by now, or was woken.
     *
     * @throws CommandStartException if it cannot be started
     */
    public void startAgain() throws CommandStartException {
        synchronized (changing) {
            synchronized (this) {
                if (!isUp || endedWith.isEmpty()) {
                    return;
                }
            }
            boolean ignored = starter.start(begins(true));
        }
    }

    /** Counts the starts: what is told of the end of one before says nothing of this one. */
    private synchronized IntConsumer begins(boolean up) {
        isUp = up;
        endedWith = OptionalInt.empty();
        starts++;
        long number = starts;
        return exitCode -> ended(number, exitCode);
    }

    /** In a thread of COMMAND's. */
    private void ended(long number, int exitCode) {
        synchronized (this) {
            if (number != starts) {
                return;
            }
            endedWith = OptionalInt.of(exitCode);
            if (!isUp) { // whoever ends it, or waits for it, asks
                return;
            }
        }
        endedByItself.accept(exitCode);
    }

    private synchronized OptionalInt endedWith() {
        return endedWith;
    }

    private synchronized OptionalInt becomeUp() {
        isUp = endedWith.isEmpty();
        return endedWith;
    }

    @Override
    public Optional<Door> ownDoor() {
        return room.door();
    }

    @Override
    public void sleep(Verdict.ShutDown verdict, Door door) throws IOException, InterruptedException {
        room.prepare(door);
        stopping.accept(verdict);
        boolean ended = false;
        try {
            synchronized (changing) {
                synchronized (this) {
                    isUp = false;
                }
                command.end(false);
            }
            ended = true;
        } finally {
            if (!ended) {
                room.letThrough();
                becomeUp().ifPresent(endedByItself);
            }
        }
        waitedForSinceNanos = OptionalLong.empty();
        try {
            room.open(door);
        } catch (IOException e) { // with nobody there to wake it, it must not sleep
            door.open();
            bringBack(e);
        }
    }

    private void bringBack(IOException because) throws IOException, InterruptedException {
        LOG.log(Level.WARNING, because.getMessage() + "; it is started again");
        try {
            boolean ignored = starter.start(begins(true));
            room.letThrough();
        } catch (CommandStartException e) {
            endedByItself.accept(e.exitCode());
        }
        throw because;
    }

    @Override
    public void wake(Wake wake) throws IOException, InterruptedException {
        beginToWait(wake);
        boolean awake = false;
        try {
            if (leftNanos() <= 0) {
                throw new IOException(command.name() + " did not become ready within " + Durations.text(startTimeout)
                        + " (--start-timeout)");
            }
            room.makeWay();
            readiness.begin();
            if (!starter.start(begins(false))) {
                throw new IOException("the run ends");
            }
            awaitReadiness();
            OptionalInt ended = becomeUp();
            if (ended.isPresent()) {
                throw endedEarly(ended.getAsInt());
            }
            awake = true;
        } catch (CommandStartException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            if (!awake && !runEnd.hasCome()) { // else the run ends COMMAND
                giveUp();
            }
        }
        waitedForSinceNanos = OptionalLong.empty();
        room.letThrough();
    }

    /** The time counts from the first try, but for nobody from before the oldest came who waits now. */
    private void beginToWait(Wake wake) {
        long now = clock.nanoTime();
        long oldest = wake.connection().map(Connection::sinceNanos).orElse(now);
        if (waitedForSinceNanos.isEmpty() || oldest - waitedForSinceNanos.getAsLong() > 0) {
            waitedForSinceNanos = OptionalLong.of(now);
        }
    }

    /** Whoever waits is to be told in time, though COMMAND is not tried so often any more. */
    @Override
    public Optional<Duration> longestPause() {
        return waitedForSinceNanos.isPresent()
                ? Optional.of(Duration.ofNanos(Math.max(1, leftNanos())))
                : Optional.empty();
    }

    private void giveUp() throws IOException, InterruptedException {
        try {
            command.end(endedWith().isPresent());
        } finally {
            if (leftNanos() <= 0) {
                room.dismiss(command.name() + " was not ready within " + Durations.text(startTimeout));
                waitedForSinceNanos = OptionalLong.empty();
            }
            room.reopen();
        }
    }

    private void awaitReadiness() throws IOException, InterruptedException {
        try {
            awaitWhatIsMissing();
        } finally {
            listening.ifPresent(Readiness::end);
            readiness.end();
        }
    }

    private void awaitWhatIsMissing() throws IOException, InterruptedException {
        long sinceNanos = clock.nanoTime();
        boolean listens = listening.isEmpty();
        while (true) {
            long beganNanos = clock.nanoTime();
            if (!listens && listening.get().isReached()) {
                listens = true;
                room.listens();
            }
            if (listens && readiness.isReached()) {
                return;
            }
            long tookNanos = clock.nanoTime() - beganNanos;
            OptionalInt ended = endedWith();
            if (ended.isPresent()) {
                throw endedEarly(ended.getAsInt());
            }
            if (leftNanos() <= 0) {
                throw new IOException(command.name() + " was not ready within " + Durations.text(startTimeout)
                        + " (--start-timeout): "
                        + (listens ? readiness : listening.get()).missing());
            }
            if (runEnd.within(pauseAfter(tookNanos, clock.nanoTime() - sinceNanos))) {
                throw new IOException("the run ends");
            }
        }
    }

    private static Duration pauseAfter(long lookNanos, long waitedNanos) {
        long shareNanos = Math.min(waitedNanos / SHARE_OF_WAIT, LONGEST_SHARE.toNanos());
        return Duration.ofNanos(Math.max(SHORTEST_PAUSE.toNanos(), Math.max(shareNanos, PAUSE_PER_LOOK * lookNanos)));
    }

    private IOException endedEarly(int exitCode) {
        return new IOException(command.name() + " ended with exit code " + exitCode + " before it was ready");
    }

    private long leftNanos() {
        long since = waitedForSinceNanos.orElseGet(clock::nanoTime);
        return startTimeout.toNanos() - (clock.nanoTime() - since);
    }
}
