package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Hold;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.Monitors;
import dev.lull.Reading;
import dev.lull.ShutdownAction;
import dev.lull.Verdict;
import dev.lull.Veto;
import dev.lull.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Those services of a run that are stopped together, once all of them are idle at the same time: one watcher looks at all,
 * shuts all doors, asks all witnesses, and so cuts nobody off at any of them. It looks at those that sleep by themselves as
 * well, which must be asleep. Each service hears of its own looks, and of what that means for it. An only service is watched
 * by its own monitor. For one thread, but for {@link #idleFor}.
 */
final class Voters {

    /**
     * A service that is stopped with the others.
     *
     * @param member what is seen of it
     * @param watch how it is watched
     */
    record Voter(Member member, ServiceWatch watch) {}

    /**
     * A service that sleeps and wakes by itself.
     *
     * @param member what is seen of it
     * @param isAsleep tells whether it sleeps
     */
    record Sleeping(Member member, BooleanSupplier isAsleep) {}

    private final List<Voter> voters;
    private final List<Sleeping> sleeping;
    private final ConcurrentHashMap<Member, Verdict> views = new ConcurrentHashMap<>();

    /**
     * Makes them.
     *
     * @param voters at least one
     * @param sleeping the others of the run
     */
    Voters(List<Voter> voters, List<Sleeping> sleeping) {
        this.voters = List.copyOf(voters);
        this.sleeping = List.copyOf(sleeping);
    }

    private List<IdleShutdownPolicy> policies() {
        return voters.stream().map(voter -> voter.watch().settings().policy()).toList();
    }

    private boolean isAlone() {
        return voters.size() == 1 && sleeping.isEmpty();
    }

    private ActivityMonitor monitor() {
        List<ActivityMonitor> all = new ArrayList<>();
        for (Voter voter : voters) {
            Duration headStart = JointPolicy.headStart(voter.watch().settings().policy(), policies());
            all.add(headStart.isZero() ? voter.member() : Monitors.withHeadStart(voter.member(), headStart));
        }
        sleeping.forEach(each -> all.add(each.member()));
        return all.size() == 1 ? all.get(0) : Monitors.anyOf(all);
    }

    /**
     * Makes their watcher.
     *
     * @param stop ends all of them
     * @param pulse hears that it lives
     */
    IdleWatcher watcher(ShutdownAction stop, WatchListener pulse) {
        IdleWatcher.Builder builder = IdleWatcher.builder(monitor(), JointPolicy.of(policies()), stop);
        settle(builder, pulse);
        return builder.build();
    }

    /** Settles a watcher of all of them. */
    void settle(IdleWatcher.Builder builder, WatchListener pulse) {
        builder.checkInterval(voters.stream()
                        .map(voter -> voter.watch().settings().checkInterval())
                        .min(Comparator.naturalOrder())
                        .orElseThrow())
                .listener(pulse)
                .listener(new Seeing());
        for (Voter voter : voters) {
            voter.watch().allHolds().forEach(hold -> builder.hold(isAlone() ? hold : new OwnHold(voter, hold)));
            voter.watch().listeners().forEach(listener -> builder.listener(new OwnView(voter, listener)));
        }
        sleeping.forEach(each -> builder.hold(new AwakeHold(each)));
        builder.hold(new NobodyVotes());
        StopHooks.addTo(
                builder, voters.stream().map(voter -> voter.watch().hooks()).toList());
    }

    /** Says for how long nobody has been connected to one of them, at the look that led to the verdict. */
    Duration idleFor(Member member, Verdict.ShutDown verdict) {
        return !isAlone() && member.latest().orElse(null) instanceof ActivitySnapshot snapshot
                ? idleFor(snapshot)
                : verdict.idleFor();
    }

    private static Duration idleFor(ActivitySnapshot snapshot) {
        return Duration.ofNanos(Math.max(0, snapshot.takenAtNanos() - snapshot.lastActivityNanos()));
    }

    /** What a verdict on all means for one of them. */
    private Verdict view(Voter voter, Verdict verdict) {
        Reading own = voter.member().latest().orElseThrow();
        if (own instanceof Reading.Unreadable unreadable) {
            return unreadable(unreadable, verdict);
        }
        ActivitySnapshot snapshot = (ActivitySnapshot) own;
        Duration recheck = verdict instanceof Verdict.KeepRunning keep ? keep.recheckAfter() : Duration.ofSeconds(1);
        if (snapshot.openConnections() > 0) {
            return new Verdict.KeepRunning(Verdict.Why.IN_USE, snapshot.openConnections(), "", Duration.ZERO, recheck);
        }
        if (verdict instanceof Verdict.ShutDown stop) { // nobody holds, or it is called off
            return new Verdict.ShutDown(idleFor(voter.member(), stop), stop.cause());
        }
        for (Hold hold : voter.watch().allHolds()) { // all are asked, whoever else is in use
            if (hold.isHeld(snapshot.takenAtNanos())) {
                return new Verdict.KeepRunning(Verdict.Why.HELD, 0, hold.description(), Duration.ZERO, recheck);
            }
        }
        Verdict.KeepRunning keep = (Verdict.KeepRunning) verdict;
        return switch (keep.why()) {
            case IN_USE, UNREADABLE ->
                new Verdict.KeepRunning(Verdict.Why.HELD, 0, others(voter.member(), keep), Duration.ZERO, recheck);
            case HELD -> keep;
            case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH, WARNED, POSTPONED ->
                new Verdict.KeepRunning(keep.why(), 0, keep.because(), idleFor(snapshot), recheck);
        };
    }

    private static Verdict unreadable(Reading.Unreadable own, Verdict verdict) {
        return verdict instanceof Verdict.KeepRunning keep
                ? new Verdict.KeepRunning(Verdict.Why.UNREADABLE, 0, own.reason(), Duration.ZERO, keep.recheckAfter())
                : verdict;
    }

    /** Says who keeps up a service that nobody is connected to. */
    private String others(Member member, Verdict.KeepRunning keep) {
        return Stream.concat(
                        voters.stream().map(Voter::member), sleeping.stream().map(Sleeping::member))
                .filter(other -> other != member)
                .flatMap(other -> other.keepsUp().stream())
                .findFirst()
                .orElse(keep.detail());
    }

    /** Finds out once for each look what it means for each of them. */
    private final class Seeing implements WatchListener {
        @Override
        public void onLook(Reading reading, Verdict verdict) {
            for (Voter voter : voters) {
                if (!voter.member().isOver()) {
                    Verdict own = isAlone() || voter.member().latest().isEmpty() ? verdict : view(voter, verdict);
                    views.put(voter.member(), own);
                }
            }
        }
    }

    /** Lets a service hear of its own looks, and of what else the watcher does. */
    private final class OwnView implements WatchListener {
        private final Voter voter;
        private final WatchListener listener;

        OwnView(Voter voter, WatchListener listener) {
            this.voter = voter;
            this.listener = listener;
        }

        private boolean hears() {
            return !voter.member().isOver();
        }

        @Override
        public void onLook(Reading reading, Verdict verdict) {
            if (!hears()) {
                return;
            }
            if (isAlone()) {
                listener.onLook(reading, verdict);
            } else {
                listener.onLook(voter.member().latest().orElse(reading), views.getOrDefault(voter.member(), verdict));
            }
        }

        @Override
        public void onWarning(Duration stopsIn) {
            if (hears()) {
                listener.onWarning(stopsIn);
            }
        }

        @Override
        public void onWarningCalledOff(Verdict verdict) {
            if (hears()) {
                listener.onWarningCalledOff(verdict);
            }
        }

        @Override
        public void onVetoed(Veto.Objection objection) {
            if (hears() && voter.watch().hooks().raised(objection)) {
                listener.onVetoed(objection);
            }
        }

        @Override
        public void onDoorNotShut(String reason, Duration tryAgainAfter) {
            if (hears()) {
                listener.onDoorNotShut(reason, tryAgainAfter);
            }
        }

        @Override
        public void onShutDown(Verdict.ShutDown verdict) {
            if (hears()) {
                listener.onShutDown(verdict);
            }
        }

        @Override
        public void onActionFailed(Exception failure, Duration tryAgainAfter) {
            if (hears()) {
                listener.onActionFailed(failure, tryAgainAfter);
            }
        }
    }

    /** What keeps one of them up holds all. */
    private record OwnHold(Voter voter, Hold hold) implements Hold {

        @Override
        public String description() {
            return hold.description() + " at " + voter.member().name();
        }

        @Override
        public boolean isHeld(long nowNanos) {
            return !voter.member().isOver() && hold.isHeld(nowNanos);
        }
    }

    private record AwakeHold(Sleeping service) implements Hold {
        @Override
        public String description() {
            return service.member().name() + ", which is not asleep";
        }

        @Override
        public boolean isHeld(long nowNanos) {
            return !service.member().isOver() && !service.isAsleep().getAsBoolean();
        }
    }

    /** Those that sleep by themselves are not stopped by a vote of nobody. */
    private final class NobodyVotes implements Hold {
        @Override
        public String description() {
            return "those that sleep by themselves";
        }

        @Override
        public boolean isHeld(long nowNanos) {
            return voters.stream().allMatch(voter -> voter.member().isOver());
        }
    }
}
