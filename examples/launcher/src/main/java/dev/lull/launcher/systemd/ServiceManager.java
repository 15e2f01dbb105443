package dev.lull.launcher.systemd;

import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.ServiceEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What started this process, where it wants to be told how it goes (sd_notify(3)): systemd, for a unit of Type=notify. Nothing
 * is told where nobody asks. Safe for use by any thread.
 */
public final class ServiceManager implements Consumer<RunEvent>, AutoCloseable {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final Optional<Consumer<String>> socket;
    private final Optional<Duration> watchdogTimeout;
    private final StatusText status;
    private final JointStatusText ofAll;
    private Optional<Watchdog> watchdog = Optional.empty();
    private boolean stopping;

    ServiceManager(Optional<Consumer<String>> socket, Optional<Duration> watchdogTimeout, Clock clock) {
        this.socket = socket;
        this.watchdogTimeout = watchdogTimeout;
        this.status = new StatusText(clock);
        this.ofAll = new JointStatusText(clock);
    }

    /** Finds it by the environment of this process. */
    public static ServiceManager ofThisProcess() {
        return of(System.getenv(), ProcessHandle.current().pid(), Clock.system(ZoneId.systemDefault()));
    }

    static ServiceManager of(Map<String, String> environment, long pid, Clock clock) {
        Optional<Consumer<String>> socket =
                Optional.ofNullable(environment.get("NOTIFY_SOCKET")).map(NotifySocket::new);
        boolean isMeant = Optional.ofNullable(environment.get("WATCHDOG_PID"))
                .map(String.valueOf(pid)::equals)
                .orElse(true);
        return new ServiceManager(
                socket, isMeant ? microseconds(environment.get("WATCHDOG_USEC")) : Optional.empty(), clock);
    }

    private static Optional<Duration> microseconds(@Nullable String text) {
        try {
            return Optional.ofNullable(text)
                    .map(Long::parseLong)
                    .filter(number -> number > 0)
                    .map(number -> Duration.ofMillis(Math.max(number / 1000, 2)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void tell(String assignments) {
        socket.ifPresent(each -> each.accept(assignments));
    }

    /** Tells how the run stands, if an event changes that. */
    @Override
    public synchronized void accept(RunEvent event) {
        if (socket.isPresent()) {
            (event instanceof ServiceEvent one ? ofAll.after(one) : status.after(event))
                    .ifPresent(words -> tell("STATUS=" + CONTROL.matcher(words).replaceAll(" ") + "\n"));
        }
    }

    /**
     * A watching loop of the run.
     *
     * @param pulse tells whether it lives
     * @param lookNow asks it for a look
     */
    public record Loop(LoopPulse pulse, Runnable lookNow) {}

    /**
     * Tells that the run has begun, and from then on that its loops live, all of them, where that is asked for.
     *
     * @param loops the loops
     */
    public synchronized void ready(List<Loop> loops) {
        if (socket.isPresent() && !stopping) {
            tell("READY=1\n");
            watchdog = watchdogTimeout.map(timeout -> Watchdog.start(timeout, loops, () -> tell("WATCHDOG=1\n")));
        }
    }

    /** Tells that the run ends. Only once. */
    public synchronized void stopping() {
        if (!stopping) {
            stopping = true;
            tell("STOPPING=1\n");
        }
    }

    /** Falls silent. */
    @Override
    public synchronized void close() {
        watchdog.ifPresent(Watchdog::close);
    }
}
