package dev.lull.jfr;

import dev.lull.ActivityListener;
import dev.lull.ActivitySnapshot;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.SleepListener;
import dev.lull.Traffic;
import dev.lull.Verdict;
import dev.lull.Veto;
import dev.lull.Wake;
import dev.lull.WatchListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;

/**
 * Writes each event that somebody records. Not to be loaded in a JVM without the module {@code jdk.jfr}. Safe for use by
 * any thread.
 */
final class Recorder implements WatchListener, SleepListener, ActivityListener {

    private final String service;
    private final String strategy;
    private volatile String lastVerdict = "";

    Recorder(String service, String strategy) {
        this.service = service;
        this.strategy = strategy;
    }

    private void commit(LullEvent event) {
        event.service = service;
        event.strategy = strategy;
        event.commit();
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Closed closed) {
            if (ClosedEvent.isWanted()) {
                commit(closed(closed));
            }
        } else if (OpenedEvent.isWanted()) {
            OpenedEvent opened = new OpenedEvent();
            opened.connection = event.connection().id();
            opened.remote = text(event.connection().remote());
            opened.open = event.openConnections();
            commit(opened);
        }
    }

    private static ClosedEvent closed(ConnectionEvent.Closed closed) {
        Connection connection = closed.connection();
        Traffic traffic = connection.traffic().orElse(Traffic.NONE);
        ClosedEvent event = new ClosedEvent();
        event.connection = connection.id();
        event.remote = text(connection.remote());
        event.open = closed.openConnections();
        event.lived = closed.atNanos() - connection.sinceNanos();
        event.measured = connection.traffic().isPresent();
        event.bytesIn = traffic.bytesIn();
        event.bytesOut = traffic.bytesOut();
        return event;
    }

    @Override
    public void onUntold(long opened, long closed) {
        if (UntoldEvent.isWanted()) {
            UntoldEvent event = new UntoldEvent();
            event.opened = opened;
            event.closed = closed;
            commit(event);
        }
    }

    @Override
    public void onLook(Reading reading, Verdict verdict) {
        if (LookEvent.isWanted()) {
            LookEvent event = new LookEvent();
            if (reading instanceof ActivitySnapshot snapshot) {
                event.readable = true;
                event.open = snapshot.openConnections();
                event.openedTotal = snapshot.openedTotal();
            } else {
                event.reason = ((Reading.Unreadable) reading).reason();
            }
            commit(event);
        }
        if (VerdictEvent.isWanted()) {
            judged(verdict);
        }
    }

    private void judged(Verdict verdict) {
        VerdictEvent event = new VerdictEvent();
        if (verdict instanceof Verdict.KeepRunning keep) {
            event.verdict = word(keep.why());
            event.detail = keep.detail();
            event.idleFor = keep.idleFor().toNanos();
        } else {
            Verdict.ShutDown stop = (Verdict.ShutDown) verdict;
            event.verdict = "stop";
            event.idleFor = stop.idleFor().toNanos();
        }
        if (!event.verdict.equals(lastVerdict)) {
            lastVerdict = event.verdict;
            commit(event);
        }
    }

    @Override
    public void onVetoed(Veto.Objection objection) {
        calledOff("veto", objection.reason());
    }

    @Override
    public void onDoorNotShut(String reason, Duration tryAgainAfter) {
        calledOff("door", reason);
    }

    @Override
    public void onActionFailed(Exception failure, Duration tryAgainAfter) {
        if (CalledOffEvent.isWanted()) {
            calledOff("failure", String.valueOf(failure));
        }
    }

    private void calledOff(String by, String reason) {
        if (CalledOffEvent.isWanted()) {
            CalledOffEvent event = new CalledOffEvent();
            event.by = by;
            event.reason = reason;
            commit(event);
        }
    }

    @Override
    public void onShutDown(Verdict.ShutDown verdict) {
        if (StopEvent.isWanted()) {
            StopEvent event = new StopEvent();
            event.cause = word(verdict.cause());
            event.idleFor = verdict.idleFor().toNanos();
            commit(event);
        }
    }

    @Override
    public void onAsleep(Verdict.ShutDown verdict, Duration took) {
        if (SleepEvent.isWanted()) {
            SleepEvent event = new SleepEvent();
            event.idleFor = verdict.idleFor().toNanos();
            event.took = took.toNanos();
            commit(event);
        }
    }

    @Override
    public void onAwake(Wake wake, Duration took) {
        if (WakeEvent.isWanted()) {
            WakeEvent event = woken(wake);
            event.awake = true;
            event.took = took.toNanos();
            commit(event);
        }
    }

    @Override
    public void onNotWoken(Wake wake, Exception failure, Duration tryAgainAfter) {
        if (WakeEvent.isWanted()) {
            WakeEvent event = woken(wake);
            event.failure = String.valueOf(failure);
            commit(event);
        }
    }

    private static WakeEvent woken(Wake wake) {
        WakeEvent event = new WakeEvent();
        event.cause = word(wake.cause());
        event.connection = wake.connection().map(Connection::id).orElse(0L);
        return event;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String text(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        return (resolved == null ? address.getHostString() : resolved.getHostAddress()) + ":" + address.getPort();
    }
}
