package dev.lull.launcher.command;

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

    /** How long a look for readiness may take of the time between two. */
    private static final int PAUSE_PER_LOOK = 4;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);

    private final WatchedCommand command;
    private final Starter starter;
    private final Readiness readiness;
    private final WaitingRoom room;
    private final Duration startTimeout;
    private final Consumer<Verdict.ShutDown> stopping;
    private final IntConsumer endedByItself;
    private final RunEnd runEnd;
    private final NanoClock clock = NanoClock.system();

    /** Since when somebody waits for a COMMAND that has not become ready yet. */
    private OptionalLong waitedForSinceNanos = OptionalLong.empty();

    // Under this object's lock
    private boolean isUp;
    private OptionalInt endedWith = OptionalInt.empty();

    /**
     * Makes it, of a COMMAND that does not run.
     *
     * @param command COMMAND
     * @param starter starts it
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
            Readiness readiness,
            WaitingRoom room,
            Duration startTimeout,
            Consumer<Verdict.ShutDown> stopping,
            IntConsumer endedByItself,
            RunEnd runEnd) {
        this.command = command;
        this.starter = starter;
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
        begins(true);
        readiness.begin();
        waitedForSinceNanos = OptionalLong.of(clock.nanoTime());
        if (!starter.start(this::ended)) {
            return;
        }
        try {
            awaitReadiness();
        } catch (IOException e) {
            if (!runEnd.hasCome()) {
                LOG.log(Level.WARNING, e.getMessage() + "; it is given its clients all the same");
            }
        }
        waitedForSinceNanos = OptionalLong.empty();
        room.letThrough();
    }

    private synchronized void begins(boolean up) {
        isUp = up;
        endedWith = OptionalInt.empty();
    }

    /** In a thread of COMMAND's. */
    private void ended(int exitCode) {
        synchronized (this) {
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
    public void sleep(Verdict.ShutDown verdict, Door door) throws IOException, InterruptedException {
        room.prepare(door);
        stopping.accept(verdict);
        synchronized (this) {
            isUp = false;
        }
        try {
            command.end(false);
        } catch (IOException e) {
            room.letThrough();
            OptionalInt ended = becomeUp();
            ended.ifPresent(endedByItself);
            throw e;
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
            begins(true);
            boolean ignored = starter.start(this::ended);
            room.letThrough();
        } catch (CommandStartException e) {
            endedByItself.accept(e.exitCode());
        }
        throw because;
    }

    @Override
    public void wake(Wake wake) throws IOException, InterruptedException {
        if (waitedForSinceNanos.isEmpty()) {
            waitedForSinceNanos = OptionalLong.of(clock.nanoTime());
        }
        try {
            room.makeWay();
            readiness.begin();
            begins(false);
            if (!starter.start(this::ended)) {
                throw new IOException("the run ends");
            }
            awaitReadiness();
            OptionalInt ended = becomeUp();
            if (ended.isPresent()) {
                throw endedEarly(ended.getAsInt());
            }
        } catch (CommandStartException | IOException e) {
            command.end(endedWith().isPresent());
            if (leftNanos() <= 0 && !runEnd.hasCome()) {
                room.dismiss(String.valueOf(e.getMessage()));
                waitedForSinceNanos = OptionalLong.empty();
            }
            if (!runEnd.hasCome()) {
                room.reopen();
            }
            throw e instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
        waitedForSinceNanos = OptionalLong.empty();
        room.letThrough();
    }

    private void awaitReadiness() throws IOException, InterruptedException {
        while (true) {
            long beganNanos = clock.nanoTime();
            if (readiness.isReached()) {
                return;
            }
            long tookNanos = clock.nanoTime() - beganNanos;
            OptionalInt ended = endedWith();
            if (ended.isPresent()) {
                throw endedEarly(ended.getAsInt());
            }
            if (leftNanos() <= 0) {
                throw new IOException(command.name() + " was not ready within " + Durations.text(startTimeout)
                        + " (--start-timeout): " + readiness.missing());
            }
            long pauseNanos = Math.max(SHORTEST_PAUSE.toNanos(), PAUSE_PER_LOOK * tookNanos);
            if (runEnd.within(Duration.ofNanos(pauseNanos))) {
                throw new IOException("the run ends");
            }
        }
    }

    private IOException endedEarly(int exitCode) {
        return new IOException(command.name() + " ended with exit code " + exitCode + " before it was ready");
    }

    private long leftNanos() {
        long since = waitedForSinceNanos.orElseGet(clock::nanoTime);
        return startTimeout.toNanos() - (clock.nanoTime() - since);
    }
}
