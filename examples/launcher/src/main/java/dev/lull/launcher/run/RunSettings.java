package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.Cidr;
import dev.lull.Connection;
import dev.lull.IdleShutdownPolicy;
import dev.lull.MonitorTarget;
import dev.lull.launcher.console.LogStyle;
import dev.lull.launcher.option.ControlSettings;
import dev.lull.launcher.option.HoldSettings;
import dev.lull.launcher.option.MonitorFilters;
import dev.lull.launcher.option.OnIdle;
import dev.lull.launcher.option.SleepSettings;
import dev.lull.launcher.option.StopSettings;
import dev.lull.launcher.option.StrategyPreference;
import dev.lull.launcher.process.CommandUser;
import dev.lull.proxy.ParkedListener;
import dev.lull.proxy.RelayOptions;
import dev.lull.proxy.ServiceGate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one run is asked to do, checked.
 *
 * @param target what to watch
 * @param strategies how
 * @param relay how to carry the bytes; empty for the defaults
 * @param filters which connections do not count
 * @param holds what else keeps it up
 * @param policy when to stop
 * @param checkInterval the pace of looks and of the event {@code idle}
 * @param stop what to do then
 * @param sleep how COMMAND sleeps and is woken, where it does
 * @param events where events go: a file, or {@code "-"} for the standard output
 * @param metrics where figures are served; empty for nowhere
 * @param command COMMAND; empty for none
 * @param control by which name and where it is asked how it stands
 * @param user as whom COMMAND runs; empty for whom Lull runs as
 * @param log how the run is told; the same for each service of a run
 */
record RunSettings(
        MonitorTarget target,
        StrategyPreference strategies,
        Optional<RelayOptions> relay,
        MonitorFilters filters,
        HoldSettings holds,
        IdleShutdownPolicy policy,
        Duration checkInterval,
        StopSettings stop,
        SleepSettings sleep,
        Optional<String> events,
        Optional<InetSocketAddress> metrics,
        List<String> command,
        ControlSettings control,
        Optional<CommandUser> user,
        LogStyle log) {

    RunSettings {
        command = List.copyOf(command);
    }

    /** Tells whether an idle COMMAND is ended and started again. */
    boolean stopsToSleep() {
        return stop.onIdle() instanceof OnIdle.StopCommand && !stop.dryRun();
    }

    /** Tells whether an idle COMMAND is frozen, and that is all. */
    boolean freezes() {
        return stop.onIdle() instanceof OnIdle.Freeze;
    }

    /** Tells whether COMMAND is frozen at some time. */
    boolean isFreezable() {
        return (freezes() || sleep.freezeAfter().isPresent()) && !stop.dryRun();
    }

    /**
     * Puts the filters around a monitor, and leaves out what Lull itself connects to COMMAND: for clients who came while it
     * was asleep, and to ask whether it is busy.
     *
     * @throws dev.lull.StrategyException if the monitor cannot see what they need; the caller closes it
     */
    ActivityMonitor filtered(ActivityMonitor monitor) {
        if (!(target instanceof MonitorTarget.Observed)) {
            return filters.around(monitor);
        }
        MonitorFilters all = holds.asks(target) ? withoutQuestions() : filters;
        return stopsToSleep() ? all.around(monitor, ParkedListener.ends()) : all.around(monitor);
    }

    /** Tells whether a connection does not count whatever it moves: it is an ignored peer's, or Lull's own. */
    boolean ignores(Connection connection) {
        boolean isObserved = target instanceof MonitorTarget.Observed;
        MonitorFilters all = isObserved && holds.asks(target) ? withoutQuestions() : filters;
        InetAddress peer = connection.remote().getAddress();
        return (peer != null && all.ignored().stream().anyMatch(block -> block.contains(peer)))
                || (isObserved && stopsToSleep() && ParkedListener.ends().made(connection));
    }

    private MonitorFilters withoutQuestions() {
        List<Cidr> ignored = new ArrayList<>(filters.ignored());
        ParkedListener.source().ifPresent(address -> ignored.add(Cidr.parse(address.getHostAddress())));
        return filters.withIgnored(ignored);
    }

    /**
     * Returns how a relay in front of COMMAND, or in its place, carries bytes.
     *
     * @param gate where clients are held; empty if they are not, or elsewhere
     */
    RelayOptions relaying(Optional<ServiceGate> gate) {
        RelayOptions.Builder options = relay.orElseGet(RelayOptions::defaults).toBuilder();
        gate.ifPresent(options::gate);
        if (!sleep.wakesForIgnored()) { // one that leaves is not held for want of a COMMAND that nobody wakes
            options.ignore(filters.ignored());
        }
        return options.build();
    }
}
