package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The run is over.
 *
 * @param service what people call what it watched
 * @param cause why, and with which exit code
 * @param forced whether something of COMMAND had to be killed
 */
public record StoppedEvent(String service, ExitCause cause, boolean forced) implements RunEvent {

    private String reason() {
        if (cause instanceof ExitCause.CommandEnded) {
            return service + " ended by itself";
        }
        if (cause instanceof ExitCause.Signalled signalled) {
            return "ended by " + signalled.signal();
        }
        if (cause instanceof ExitCause.Unreadable unreadable) {
            return "stopped because " + unreadable.reason();
        }
        if (cause instanceof ExitCause.Asked asked) {
            return "stopped by " + asked.reason();
        }
        return cause instanceof ExitCause.Idle ? "stopped because idle" : "COMMAND cannot be started";
    }

    @Override
    public List<String> lines() {
        return List.of("done: " + reason() + " (exit code " + cause.exitCode() + (forced ? ", forced)" : ")"));
    }

    @Override
    public LogLevel level() {
        return LogLevel.NOTICE;
    }

    @Override
    public Optional<String> name() {
        return Optional.of("stopped");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeNumberField("exitCode", cause.exitCode());
        json.writeStringField("reason", reason());
        if (forced) {
            json.writeBooleanField("forced", true);
        }
    }
}
