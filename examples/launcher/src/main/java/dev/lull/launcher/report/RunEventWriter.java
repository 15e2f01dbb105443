package dev.lull.launcher.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.Verdict;
import dev.lull.launcher.option.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes down a run for programs. {@code active}, {@code unreadable}, {@code held} and {@code released} are written when
 * it becomes so; {@code idle} at each look while nobody is connected.
 */
public final class RunEventWriter implements RunListener {

    private final JsonLines events;
    private final String strategy;
    private Verdict.@Nullable Why lastWhy;
    private @Nullable String lastReason;

    public RunEventWriter(JsonLines events, String strategy) {
        this.events = events;
        this.strategy = strategy;
    }

    @Override
    public void onWatching(WatchSetup watching) {
        events.write("watching", json -> {
            json.writeStringField("strategy", watching.strategy());
            json.writeStringField("target", watching.target());
            json.writeStringField("description", watching.description());
            json.writeArrayFieldStart("capabilities");
            for (var capability : watching.capabilities()) {
                json.writeString(capability.name());
            }
            json.writeEndArray();
            json.writeObjectFieldStart("passedOver");
            for (Map.Entry<String, String> entry : watching.passedOver().entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("open", watching.earlier().size());
            json.writeNumberField("idleTimeoutMillis", watching.idleTimeout().toMillis());
        });
    }

    @Override
    public void onCommandStarted(List<String> command, long pid) {
        events.write("command-started", json -> {
            json.writeNumberField("pid", pid);
            json.writeArrayFieldStart("command");
            for (String word : command) {
                json.writeString(word);
            }
            json.writeEndArray();
        });
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        boolean closed = event instanceof ConnectionEvent.Closed;
        events.write(closed ? "closed" : "opened", json -> {
            Connection connection = event.connection();
            json.writeStringField("strategy", strategy);
            json.writeNumberField("connection", connection.id());
            json.writeStringField("remote", Endpoint.of(connection.remote()));
            json.writeNumberField("open", event.openConnections());
            if (closed) {
                long nanos = event.atNanos() - connection.sinceNanos();
                json.writeNumberField("durationMillis", Math.max(0, nanos / 1_000_000));
                if (connection.traffic().isPresent()) {
                    var traffic = connection.traffic().get();
                    json.writeNumberField("bytesIn", traffic.bytesIn());
                    json.writeNumberField("bytesOut", traffic.bytesOut());
                }
            }
        });
    }

    @Override
    public synchronized void onLook(Reading reading, Verdict verdict) {
        if (!(verdict instanceof Verdict.KeepRunning keep)) {
            lastWhy = null; // what comes next is told, whatever it is
            return;
        }
        if (lastWhy == Verdict.Why.HELD && keep.why() != Verdict.Why.HELD) {
            write("released", Objects.requireNonNullElse(lastReason, ""));
        }
        boolean changed = keep.why() != lastWhy;
        boolean reasonChanged = changed || !keep.detail().equals(lastReason);
        switch (keep.why()) {
            case IN_USE -> {
                if (changed) {
                    writeActive(reading, keep);
                }
            }
            case UNREADABLE -> {
                if (reasonChanged) {
                    write("unreadable", keep.detail());
                }
            }
            case HELD -> {
                if (reasonChanged) {
                    write("held", keep.detail());
                }
            }
            case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH -> writeIdle(keep);
        }
        lastWhy = keep.why();
        lastReason = keep.detail();
    }

    private void writeActive(Reading reading, Verdict.KeepRunning keep) {
        events.write("active", json -> {
            json.writeStringField("strategy", strategy);
            if (reading instanceof dev.lull.ActivitySnapshot snapshot) {
                json.writeNumberField("open", snapshot.openConnections());
            }
            json.writeStringField("reason", keep.detail());
        });
    }

    private void writeIdle(Verdict.KeepRunning keep) {
        events.write("idle", json -> {
            json.writeStringField("strategy", strategy);
            json.writeNumberField("open", 0);
            json.writeNumberField("idleMillis", keep.idleFor().toMillis());
            json.writeNumberField("stopsInMillis", keep.recheckAfter().toMillis());
            if (keep.why() == Verdict.Why.STARTUP_GRACE) {
                json.writeStringField("reason", "startup grace");
            }
        });
    }

    private void write(String event, String reason) {
        events.write(event, json -> {
            json.writeStringField("strategy", strategy);
            json.writeStringField("reason", reason);
        });
    }

    @Override
    public void onDryRun(Duration idleFor) {
        writeStopping(idleFor, "dry run: nothing is stopped");
    }

    @Override
    public void onShutDown(Verdict.ShutDown verdict) {
        lastIdle = verdict.idleFor();
    }

    private @Nullable Duration lastIdle;

    @Override
    public void onStopping(String reason) {
        writeStopping(lastIdle, reason);
    }

    private void writeStopping(@Nullable Duration idleFor, String reason) {
        events.write("stopping", json -> {
            json.writeStringField("strategy", strategy);
            if (idleFor != null) {
                json.writeNumberField("idleMillis", idleFor.toMillis());
            }
            json.writeStringField("reason", reason);
        });
    }

    @Override
    public void onCommandEnded(int exitCode, Duration ranFor) {
        events.write("command-ended", json -> {
            writeExitCode(json, exitCode);
            json.writeNumberField("durationMillis", ranFor.toMillis());
        });
    }

    @Override
    public void onStopped(int exitCode, String reason) {
        events.write("stopped", json -> {
            writeExitCode(json, exitCode);
            json.writeStringField("reason", reason);
        });
    }

    private static void writeExitCode(JsonGenerator json, int exitCode) throws IOException {
        json.writeNumberField("exitCode", exitCode);
    }
}
