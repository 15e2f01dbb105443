package dev.lull.proxy.relay;

import dev.lull.StrategyException;
import dev.lull.spi.Threshold;
import dev.lull.spi.UnreadableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Holds new connections off the frontend: their SYNs where the kernel lets us ({@link ListenerHold}), and otherwise whoever
 * is connected in the kernel's queue, who is cut off if the relay is closed then, unless the listening socket was inherited
 * and is somebody else's as well.
 *
 * <p>With the SYNs held and no handshake in progress nobody can come into the queue any more. Whoever stands in it is let
 * in and counted on the accepting loop's thread, in one step, and only then is the threshold empty. One whose header is
 * still awaited was remembered as undecided in that same step, and counts from here on. Where the relay lets nobody in,
 * the reading says {@linkplain Entrance#admitsNobody that somebody may wait}. If the loop broke instead, its
 * {@link SocketLoop#failure()} was set before, so that the reading says unreadable.
 *
 * <p>On one of the relay's own threads, as a listener of {@link RelayMonitor#subscribeToUse} has it, nobody can wait for
 * the others: the look behind the door may miss somebody who is being admitted. The watcher does not do so: its listener
 * only wakes it, and it shuts the door and looks on its own thread.
 */
final class RelayThreshold implements Threshold {

    private final Entrance entrance;
    private final RelayLoops loops;
    private final Counts counts;
    private final ListenerHold hold;

    /** For the accepting loop's thread alone. */
    private boolean shut;

    private volatile boolean holdsSyns;

    /** A filter would outlive the relay with the socket, and is not needed: whoever queues there is served by who comes next. */
    private final boolean queueIsKept;

    RelayThreshold(Entrance entrance, RelayLoops loops, Counts counts) {
        this.entrance = entrance;
        this.loops = loops;
        this.counts = counts;
        this.hold = new ListenerHold(entrance.local());
        this.queueIsKept = entrance.isOutlivedByItsQueue();
    }

    /** Says what the door does not do here. */
    Optional<String> limitation() {
        return hold.impossible()
                .map(why -> "whoever connects while the door is shut waits in the kernel's queue and is cut off by the"
                        + " relay's end, since SYNs cannot be held: " + why);
    }

    @Override
    public void hold(Duration atMost) {
        if (queueIsKept) {
            holdInQueue();
        } else {
            holdSyns();
        }
    }

    private void holdInQueue() {
        try {
            onAcceptingLoop(done -> {
                shut = true;
                done.run();
            });
        } catch (UnreadableException e) {
            throw cannotShut(e);
        }
    }

    private StrategyException cannotShut(UnreadableException e) {
        release();
        return new StrategyException("the door cannot be shut: " + e.getMessage(), e);
    }

    private void holdSyns() {
        hold.prepare(); // loads native code: not on a loop's thread
        try {
            onAcceptingLoop(done -> {
                shut = true;
                holdsSyns = hold.begin(entrance.descriptor());
                done.run();
            });
        } catch (UnreadableException e) {
            throw cannotShut(e);
        }
        hold.awaitThoseInProgress();
    }

    /**
     * Held until {@link #release()}: nothing here has a time limit. Where SYNs are not held, whoever came since the last
     * look is looked for once more.
     */
    @Override
    public void keep() {
        if (holdsSyns || queueIsKept) {
            return;
        }
        try {
            long before = counts.openedTotal();
            Optional<String> who = occupied();
            if (who.isPresent() || counts.openedTotal() != before) {
                throw new StrategyException("somebody came in since the last look"
                        + who.map(each -> ": " + each).orElse(""));
            }
            RelayLog.log(Level.WARNING, limitation().orElse("SYNs are not held"), null);
        } catch (UnreadableException e) {
            throw new StrategyException("it cannot be told whether somebody came in: " + e.getMessage(), e);
        }
    }

    @Override
    public void release() {
        boolean ignored = loops.accepting().execute(this::admitAgain); // once the relay is closed it admits nobody
    }

    private void admitAgain() {
        shut = false;
        if (!entrance.isClosed()) { // else the filter stays for as long as the socket: nobody is to slip in
            if (!queueIsKept) {
                hold.end(entrance.descriptor());
            }
            entrance.pauseByDoor(false);
        }
    }

    @Override
    public Optional<String> occupied() throws UnreadableException {
        Optional<String> handshake = queueIsKept ? Optional.empty() : hold.handshake();
        if (handshake.isEmpty()) {
            onAcceptingLoop(done -> entrance.takeQueued(() -> {
                if (shut) {
                    entrance.pauseByDoor(!holdsSyns);
                    counts.decideAll();
                }
                done.run();
            }));
        }
        return handshake;
    }

    /** Loads what {@link #hold} needs, which takes a quarter of a second the first time. */
    void prepare() {
        hold.prepare();
    }

    /** Whether SYNs are held, which {@link #hold} tries. */
    boolean holdsSyns() {
        return holdsSyns;
    }

    /**
     * Lets whoever queues in, and listens no more; in one step, so that nobody comes in between who could be held off.
     *
     * @throws UnreadableException if the accepting loop does not answer; it may do so later
     */
    void closeEntrance() throws UnreadableException {
        onAcceptingLoop(done -> entrance.takeQueued(() -> {
            entrance.close();
            done.run();
        }));
    }

    private interface Step {
        void begin(Runnable done);
    }

    /** Returns when it is done, or the loop is over; on a loop's own thread at once. */
    private void onAcceptingLoop(Step step) throws UnreadableException {
        CountDownLatch done = new CountDownLatch(1);
        Runnable task = () -> step.begin(done::countDown);
        if (loops.accepting().inLoop()) {
            task.run();
        } else if (loops.accepting().execute(task)
                && !loops.isOwnThread()
                && !Uninterruptibly.await(done, RelayLoops.LONGEST_ANSWER_NANOS)
                && loops.failure().isEmpty()) {
            throw new UnreadableException("the relay's accepting loop does not answer");
        }
    }
}
