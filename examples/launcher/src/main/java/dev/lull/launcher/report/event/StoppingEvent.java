package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The service is about to be stopped, or would be but for {@code --dry-run}.
 *
 * @param strategy which strategy looked
 * @param service what people call it
 * @param idleFor for how long nobody has been connected; empty if that is not why
 * @param reason why, for people
 * @param isDryRun whether nothing is stopped
 */
public record StoppingEvent(
        String strategy, String service, Optional<Duration> idleFor, String reason, boolean isDryRun)
        implements RunEvent {

    /** What people call a service that Lull did not start. */
    public static final String UNNAMED_SERVICE = "the service";

    /** Makes the event of a service that the watcher stops. */
    public static StoppingEvent because(String strategy, String service, ExitCause.ByVerdict cause) {
        return new StoppingEvent(strategy, service, idleFor(cause), text(cause), false);
    }

    /** Makes the event of a service that the watcher would stop, and that is not stopped. */
    public static StoppingEvent dryRun(String strategy, String service, ExitCause.ByVerdict cause) {
        return new StoppingEvent(strategy, service, idleFor(cause), text(cause), true);
    }

    /** Makes the event of a signal that asks Lull to end. */
    public static StoppingEvent signalled(String strategy, String service, ExitCause.Signalled cause) {
        return new StoppingEvent(strategy, service, Optional.empty(), cause.signal() + " received", false);
    }

    /** Makes the event of a stop that somebody asked for. */
    public static StoppingEvent asked(String strategy, String service, ExitCause.Asked cause) {
        return new StoppingEvent(strategy, service, Optional.empty(), cause.reason(), false);
    }

    private static Optional<Duration> idleFor(ExitCause.ByVerdict cause) {
        return cause instanceof ExitCause.Idle idle ? Optional.of(idle.idleFor()) : Optional.empty();
    }

    private static String text(ExitCause.ByVerdict cause) {
        return cause instanceof ExitCause.Idle idle
                ? "idle for " + Durations.text(idle.idleFor())
                : ((ExitCause.Unreadable) cause).reason();
    }

    @Override
    public List<String> lines() {
        return List.of(
                isDryRun
                        ? reason + ": would stop " + service + " now (dry run); going on"
                        : "stopping " + service + ": " + reason);
    }

    @Override
    public LogLevel level() {
        return LogLevel.NOTICE;
    }

    @Override
    public Optional<String> name() {
        return Optional.of("stopping");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        if (idleFor.isPresent()) {
            json.writeNumberField("idleMillis", idleFor.get().toMillis());
        }
        json.writeStringField("reason", isDryRun ? "dry run: nothing is stopped" : reason);
    }
}
