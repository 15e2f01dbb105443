package dev.lull.launcher.report;

import dev.lull.SleepListener;
import dev.lull.Verdict;
import dev.lull.Wake;
import dev.lull.launcher.report.event.AsleepEvent;
import dev.lull.launcher.report.event.AwakeEvent;
import dev.lull.launcher.report.event.NotWokenEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.WakingEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells when COMMAND falls asleep and wakes up: what the sleeper says becomes events here. */
public final class SleepReport implements SleepListener {

    private final String strategy;
    private final String service;
    private final Supplier<Optional<String>> frozen;
    private final Consumer<RunEvent> tell;

    /**
     * Makes one.
     *
     * @param strategy the name of the strategy that watches
     * @param service what people call COMMAND
     * @param frozen says by what it is frozen at the moment; empty if it is not
     * @param tell hears each event
     */
    public SleepReport(String strategy, String service, Supplier<Optional<String>> frozen, Consumer<RunEvent> tell) {
        this.strategy = strategy;
        this.service = service;
        this.frozen = frozen;
        this.tell = tell;
    }

    @Override
    public void onAsleep(Verdict.ShutDown verdict, Duration took) {
        Optional<String> means = frozen.get();
        AsleepEvent.Way way = means.isPresent() ? AsleepEvent.Way.FROZEN : AsleepEvent.Way.STOPPED;
        tell.accept(new AsleepEvent(strategy, service, way, means.orElse(""), verdict.idleFor(), took));
    }

    @Override
    public void onWaking(Wake wake) {
        tell.accept(new WakingEvent(strategy, service, wake));
    }

    @Override
    public void onAwake(Wake wake, Duration took) {
        tell.accept(new AwakeEvent(strategy, service, wake, took));
    }

    @Override
    public void onNotWoken(Wake wake, Exception failure, Duration tryAgainAfter) {
        tell.accept(new NotWokenEvent(strategy, service, String.valueOf(failure.getMessage()), tryAgainAfter));
    }

    @Override
    public void onWakePutOff(Wake wake, String reason, Duration wakesIn) {
        tell.accept(new NotWokenEvent(strategy, service, reason, wakesIn));
    }
}
