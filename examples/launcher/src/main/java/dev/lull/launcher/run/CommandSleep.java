package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorTarget;
import dev.lull.Sleepable;
import dev.lull.Verdict;
import dev.lull.launcher.command.FrozenCommand;
import dev.lull.launcher.command.GatedRelay;
import dev.lull.launcher.command.ParkedRoom;
import dev.lull.launcher.command.Readiness;
import dev.lull.launcher.command.RunEnd;
import dev.lull.launcher.command.Starter;
import dev.lull.launcher.command.StoppedCommand;
import dev.lull.launcher.command.WaitingRoom;
import dev.lull.launcher.command.WatchedCommand;
import dev.lull.launcher.option.ReadyWhen;
import dev.lull.launcher.report.RunReport;
import dev.lull.launcher.report.SleepReport;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.StoppingEvent;
import dev.lull.proxy.ServiceGate;
import java.util.Optional;
import java.util.function.IntConsumer;

/** How COMMAND sleeps in a run, as its settings ask; not at all in most. Whoever made it closes it. */
final class CommandSleep implements AutoCloseable {

    private final Optional<WaitingRoom> room;
    private final Optional<StoppedCommand> stopped;
    private final Optional<ServiceWatch.Asleep> asleep;

    /**
     * Settles it; nothing is started.
     *
     * @param wokenBy sees whoever is to wake it
     * @param runEnd the end of the run
     * @param endedByItself gets the exit code of a COMMAND that ends by itself while it is awake
     * @param gate of the relay in front of COMMAND, where its clients wait; empty if it is watched from beside the path,
     *     or does not sleep in that way
     * @param starter starts COMMAND
     * @param lookNow called when somebody comes whom the monitor would see later
     */
    CommandSleep(
            RunSettings settings,
            ActivityMonitor monitor,
            ActivityMonitor wokenBy,
            WatchedCommand command,
            RunReport report,
            StopHooks hooks,
            RunEnd runEnd,
            IntConsumer endedByItself,
            Optional<ServiceGate> gate,
            Starter starter,
            Runnable lookNow) {
        room = settings.stopsToSleep()
                ? Optional.of(room(settings, monitor, command, gate, lookNow))
                : Optional.empty();
        stopped = room.map(where -> new StoppedCommand(
                command,
                starter,
                listening(settings, command),
                Readiness.of(settings.sleep(), settings.target(), command.processes(), hooks::readinessLine),
                where,
                settings.sleep().startTimeout(),
                verdict -> report.tell(StoppingEvent.because(monitor.strategy(), command.name(), causeOf(verdict))),
                endedByItself,
                runEnd));
        SleepReport told = new SleepReport(
                monitor.strategy(),
                command.name(),
                () -> command.isFrozen() ? Optional.of(command.wayOfFreezing()) : Optional.empty(),
                report::tell);
        Optional<Sleepable> later = stopped.map(each -> each);
        asleep = settings.isFreezable()
                ? Optional.of(new ServiceWatch.Asleep(new FrozenCommand(command), later, wokenBy, told))
                : later.map(first -> new ServiceWatch.Asleep(first, Optional.empty(), wokenBy, told));
    }

    /** What asks COMMAND at its own port must not be led to Lull like a client. */
    private static Optional<Readiness> listening(RunSettings settings, WatchedCommand command) {
        boolean isOther = !(settings.sleep().readyWhen() instanceof ReadyWhen.Listening);
        return isOther && settings.target() instanceof MonitorTarget.Observed
                ? Optional.of(Readiness.ofListening(settings.target(), command.processes()))
                : Optional.empty();
    }

    private static WaitingRoom room(
            RunSettings settings,
            ActivityMonitor monitor,
            WatchedCommand command,
            Optional<ServiceGate> gate,
            Runnable lookNow) {
        return settings.target() instanceof MonitorTarget.Observed observed
                ? new ParkedRoom(
                        observed,
                        command.processes(),
                        monitor.detour(),
                        settings.relaying(Optional.empty()),
                        settings.stop().doorTimeout(),
                        lookNow)
                : new GatedRelay(gate.orElseThrow());
    }

    /** Says for what a watcher stops it. */
    static ExitCause.ByVerdict causeOf(Verdict.ShutDown verdict) {
        return verdict.cause() == Verdict.Cause.IDLE
                ? new ExitCause.Idle(verdict.idleFor())
                : new ExitCause.Unreadable(verdict.idleFor());
    }

    /** Returns what starts COMMAND for the first time; empty if it is never stopped to sleep. */
    Optional<StoppedCommand> stopped() {
        return stopped;
    }

    /** Returns how it sleeps; empty if it does not. */
    Optional<ServiceWatch.Asleep> asleep() {
        return asleep;
    }

    @Override
    public void close() {
        room.ifPresent(WaitingRoom::close);
    }
}
