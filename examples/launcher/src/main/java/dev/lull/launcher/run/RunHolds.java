package dev.lull.launcher.run;

import dev.lull.Hold;
import dev.lull.NanoClock;
import dev.lull.StopCalledOffException;
import dev.lull.launcher.control.RefusedException;
import dev.lull.launcher.control.ServiceStatus;
import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The holds that people have placed on a service. Whether one came before a stop was decided or after is settled here,
 * under one lock: whoever got an id is not stopped. Safe for use by any thread.
 */
final class RunHolds implements Hold {

    static final int MOST = 64;

    /** Less than a client of the control socket waits for an answer. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

    /**
     * One of them.
     *
     * @param untilNanos of the run's clock
     */
    record Lease(String id, String reason, long untilNanos) {
        String description() {
            return reason.isEmpty() ? id : id + " (" + reason + ")";
        }
    }

    private final NanoClock clock;
    private final List<Lease> leases = new ArrayList<>();
    private int given;
    private boolean stopping;
    private boolean fallingAsleep;

    RunHolds(NanoClock clock) {
        this.clock = clock;
    }

    private synchronized List<Lease> holdingAt(long nowNanos) {
        return leases.stream()
                .filter(lease -> lease.untilNanos() - nowNanos > 0)
                .toList();
    }

    /** Gives one. Waits while the service falls asleep: whoever gets an id then finds it asleep, and wakes it. */
    synchronized Lease grant(Duration duration, String reason) throws RefusedException {
        if (!hasFallenAsleep()) {
            throw new RefusedException("it is falling asleep just now; ask again, and it is woken");
        }
        if (stopping) {
            throw new RefusedException("it is being stopped already");
        }
        if (leases.size() >= MOST) {
            throw new RefusedException("there are " + MOST + " holds already; release some first");
        }
        given++;
        Lease lease = new Lease("h" + given, reason, clock.nanoTime() + duration.toNanos());
        leases.add(lease);
        return lease;
    }

    /** Takes some away, and returns them. */
    synchronized List<Lease> release(Optional<String> id, boolean all) throws RefusedException {
        List<Lease> there = holdingAt(clock.nanoTime());
        List<Lease> ended = there;
        if (id.isPresent()) {
            ended = there.stream().filter(lease -> lease.id().equals(id.get())).toList();
            if (ended.isEmpty()) {
                throw new RefusedException("there is no hold " + id.get() + those(there));
            }
        } else if (!all && there.isEmpty()) {
            throw new RefusedException("there is no hold");
        } else if (!all && there.size() > 1) {
            throw new RefusedException(
                    "there are " + there.size() + " holds" + those(there) + "; name one, or use --all");
        }
        leases.removeAll(ended);
        return ended;
    }

    private static String those(List<Lease> leases) {
        return leases.isEmpty()
                ? ""
                : ": " + leases.stream().map(Lease::description).collect(Collectors.joining(", "));
    }

    /** Takes those away whose time is over, and returns them. */
    synchronized List<Lease> expire() {
        if (leases.isEmpty()) { // at each look
            return List.of();
        }
        List<Lease> over = new ArrayList<>(leases);
        over.removeAll(holdingAt(clock.nanoTime()));
        leases.removeAll(over);
        return over;
    }

    private boolean hasFallenAsleep() {
        long endNanos = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            while (fallingAsleep) {
                long leftNanos = endNanos - System.nanoTime();
                if (leftNanos <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Decides that the service is stopped, so that nobody gets a hold any more. */
    synchronized void decideToStop() throws StopCalledOffException {
        requireNone();
        stopping = true;
    }

    private void requireNone() throws StopCalledOffException {
        if (!holdingAt(clock.nanoTime()).isEmpty()) {
            throw new StopCalledOffException("held by " + description());
        }
    }

    /** Decides that the service falls asleep: who asks for a hold meanwhile waits. */
    synchronized void decideToSleep() throws StopCalledOffException {
        requireNone();
        fallingAsleep = true;
    }

    /** It is asleep, or stays awake. */
    synchronized void sleepDecided() {
        fallingAsleep = false;
        notifyAll();
    }

    /** Decides the same whoever holds. */
    synchronized void stopAllTheSame() {
        stopping = true;
    }

    /** The stop did not come off. */
    synchronized void goOn() {
        stopping = false;
    }

    synchronized List<ServiceStatus.Holding> status() {
        long now = clock.nanoTime();
        return holdingAt(now).stream()
                .map(lease -> new ServiceStatus.Holding(lease.id(), lease.reason(), Optional.of(remaining(lease, now))))
                .toList();
    }

    private static Duration remaining(Lease lease, long nowNanos) {
        return Duration.ofNanos(lease.untilNanos() - nowNanos);
    }

    /** Says who holds, and for how long still; none if nobody does. */
    List<String> sentences() {
        long now = clock.nanoTime();
        return holdingAt(now).stream()
                .map(lease -> "held by " + lease.description() + " for "
                        + Durations.textRoundedUp(remaining(lease, now)) + " more")
                .toList();
    }

    @Override
    public synchronized String description() {
        List<Lease> holding = holdingAt(clock.nanoTime());
        if (holding.isEmpty()) {
            return "a hold that has ended";
        }
        String more = holding.size() > 1 ? " and " + (holding.size() - 1) + " more" : "";
        return holding.get(0).description() + more;
    }

    @Override
    public boolean isHeld(long nowNanos) {
        return !holdingAt(nowNanos).isEmpty();
    }
}
