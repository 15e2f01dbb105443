package dev.lull.launcher.systemd;

import dev.lull.launcher.report.event.ActiveEvent;
import dev.lull.launcher.report.event.AsleepEvent;
import dev.lull.launcher.report.event.AwakeEvent;
import dev.lull.launcher.report.event.CommandStartedEvent;
import dev.lull.launcher.report.event.HeldUpEvent;
import dev.lull.launcher.report.event.IdleEvent;
import dev.lull.launcher.report.event.NotWokenEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.StoppingEvent;
import dev.lull.launcher.report.event.UnreadableEvent;
import dev.lull.launcher.report.event.WakingEvent;
import dev.lull.launcher.report.event.WatchingEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Says in a few words how a run stands, and only when that has changed. Of an idle service it says when it will be stopped,
 * and not in how long, which changes all the time. Not safe for use by several threads.
 */
final class StatusText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /** By how much the moment of a stop, as two looks give it, may differ without being another. */
    private static final Duration SAME_MOMENT = Duration.ofSeconds(2);

    private final Clock clock;
    private String last = "";
    private Optional<Instant> stopsAt = Optional.empty();

    StatusText(Clock clock) {
        this.clock = clock;
    }

    /** Returns what an event changes; empty if nothing. */
    Optional<String> after(RunEvent event) {
        Optional<String> words = event instanceof IdleEvent idle ? idle(idle) : words(event);
        if (words.isEmpty() || words.get().equals(last)) {
            return Optional.empty();
        }
        if (!(event instanceof IdleEvent)) {
            stopsAt = Optional.empty();
        }
        last = words.get();
        return words;
    }

    private Optional<String> idle(IdleEvent event) {
        Instant moment = clock.instant().plus(event.stopsIn());
        boolean isSame = stopsAt.isPresent()
                && Duration.between(stopsAt.get(), moment).abs().compareTo(SAME_MOMENT) < 0;
        if (isSame) {
            return Optional.empty();
        }
        stopsAt = Optional.of(moment);
        String since = TIME.format(clock.instant().minus(event.idleFor()).atZone(clock.getZone()));
        String until = TIME.format(moment.atZone(clock.getZone()));
        return Optional.of("idle since " + since + ", " + (event.freezes() ? "freezing" : "stopping") + " at " + until);
    }

    private static Optional<String> words(RunEvent event) {
        if (event instanceof WatchingEvent) {
            return Optional.of("watching");
        } else if (event instanceof CommandStartedEvent) {
            return Optional.of("started");
        } else if (event instanceof ActiveEvent) {
            return Optional.of("in use");
        } else if (event instanceof HeldUpEvent held) {
            return Optional.of("held by " + held.by());
        } else if (event instanceof UnreadableEvent unreadable) {
            return Optional.of("cannot tell whether anybody is connected: " + unreadable.reason());
        } else if (event instanceof StoppingEvent stopping && !stopping.isDryRun()) {
            return Optional.of("stopping: " + stopping.reason());
        } else if (event instanceof AsleepEvent asleep) {
            return Optional.of("asleep (" + asleep.way() + "), until somebody connects");
        } else if (event instanceof NotWokenEvent notWoken) {
            return Optional.of("asleep, not woken: " + notWoken.reason());
        } else if (event instanceof WakingEvent) {
            return Optional.of("waking");
        } else if (event instanceof AwakeEvent) {
            return Optional.of("awake");
        }
        return Optional.empty();
    }
}
