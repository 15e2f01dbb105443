package dev.lull.launcher.run;

import dev.lull.Hold;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Verdict;
import dev.lull.WatchListener;
import dev.lull.hold.Finding;
import dev.lull.hold.Holds;
import dev.lull.hold.StandingHold;
import dev.lull.launcher.control.ServiceStatus;
import dev.lull.launcher.option.HoldRequest;
import dev.lull.launcher.option.HoldSettings;
import dev.lull.launcher.option.IdleWhen;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.StandingHeldEvent;
import dev.lull.launcher.report.event.StandingReleasedEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The holds of {@code --hold}, as one; tells when one of them begins to hold, and when it ends. Safe for use by any thread. */
final class StandingHolds implements Hold, WatchListener, AutoCloseable {

    private final String strategy;
    private final NanoClock clock;
    private final Consumer<RunEvent> report;
    private final List<StandingHold> all;
    private final Hold together;
    private final Set<String> told = new HashSet<>();
    private volatile boolean holding;
    private volatile boolean asked;

    StandingHolds(HoldSettings settings, String strategy, NanoClock clock, Consumer<RunEvent> report) {
        this.strategy = strategy;
        this.clock = clock;
        this.report = report;
        this.all = settings.requests().stream()
                .map(request -> open(request, settings))
                .toList();
        this.together = settings.idleWhen() == IdleWhen.ANY && !all.isEmpty() ? Holds.allOf(all) : Holds.anyOf(all);
    }

    private static StandingHold open(HoldRequest request, HoldSettings settings) {
        StandingHold.Builder hold = StandingHold.builder(request.text(), request.probe());
        settings.maxUnknown().ifPresent(hold::maxUnknown);
        return hold.build();
    }

    @Override
    public String description() {
        return together.description();
    }

    @Override
    public boolean isHeld(long nowNanos) {
        boolean held = together.isHeld(nowNanos);
        holding = held;
        asked = true;
        return held;
    }

    @Override
    public void onLook(Reading reading, Verdict verdict) {
        if (!asked) { // in use, or unreadable
            holding = false;
            return;
        }
        asked = false;
        for (StandingHold hold : all) {
            Finding finding = hold.finding();
            if (finding.state() != Finding.State.FREE) {
                if (told.add(hold.name())) {
                    report.accept(new StandingHeldEvent(strategy, hold.name(), words(finding)));
                }
            } else if (told.remove(hold.name())) {
                report.accept(new StandingReleasedEvent(strategy, hold.name(), finding.words()));
            }
        }
    }

    private static String words(Finding finding) {
        return finding.state() == Finding.State.UNKNOWN ? "it cannot be told: " + finding.words() : finding.words();
    }

    /** Tells whether they kept the service up when they were asked last, with nobody connected. */
    boolean isHolding() {
        return holding;
    }

    /** Returns those that hold, alone or not. */
    List<ServiceStatus.Holding> status() {
        return all.stream()
                .filter(hold -> hold.finding().state() != Finding.State.FREE)
                .map(hold -> new ServiceStatus.Holding(hold.name(), words(hold.finding()), Optional.empty()))
                .toList();
    }

    /** Says who keeps the service up; none if nobody does. */
    List<String> sentences() {
        return holding
                ? status().stream()
                        .map(hold -> "held by " + hold.id() + ": " + hold.reason())
                        .toList()
                : List.of();
    }

    /** Asks before it says. */
    List<String> sentencesNow() {
        return isHeld(clock.nanoTime()) ? sentences() : List.of();
    }

    @Override
    public void close() {
        all.forEach(StandingHold::close);
    }
}
