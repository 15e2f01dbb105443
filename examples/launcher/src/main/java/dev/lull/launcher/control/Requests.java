package dev.lull.launcher.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The protocol: one JSON object in a line asks, one answers. Each has {@code "lull"}, the version; a request has
 * {@code "command"}, an answer {@code "ok"} and, where that is false, {@code "error"}. Safe for use by any thread.
 */
final class Requests {

    static final int VERSION = 1;

    /** Of those that may take long, so that a short one never waits for them. */
    static final int MOST_LONG_ONES = 3;

    private static final int LONGEST_REASON = 200;

    private final Controllable service;
    private final Semaphore longOnes = new Semaphore(MOST_LONG_ONES);

    Requests(Controllable service) {
        this.service = service;
    }

    /**
     * An answer.
     *
     * @param staysOpen whether the connection is closed by the end of the run only, so that a client sees it
     */
    record Answer(String line, boolean staysOpen) {}

    /** Writes what comes after {@code "ok"}. */
    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** Does what a request asks. Never throws. */
    Answer answer(String line) {
        try {
            JsonObject request = JsonObject.parse(line);
            long version = request.number("lull").orElse(0);
            if (version != VERSION) {
                return refusal("version " + version + " of the protocol is not spoken here, expected " + VERSION);
            }
            return answer(request.text("command").orElse(""), request);
        } catch (IOException e) {
            return refusal("the request is not a JSON object in one line of at most "
                    + Conversation.LONGEST_REQUEST_BYTES + " bytes");
        } catch (RefusedException e) {
            return refusal(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refusal("the run ends");
        } catch (RuntimeException e) {
            System.getLogger(Requests.class.getName())
                    .log(System.Logger.Level.WARNING, "a request at the control socket failed", e);
            return refusal("internal error: " + e);
        }
    }

    private Answer answer(String command, JsonObject request) throws RefusedException, InterruptedException {
        switch (command) {
            case "status" -> {
                ServiceStatus status = service.status();
                return success(false, json -> {
                    json.writeFieldName("status");
                    StatusJson.write(status, json);
                });
            }
            case "watch" -> {
                Controllable.Watched watched = service.watch(request.number("after"));
                return success(false, json -> {
                    json.writeFieldName("status");
                    StatusJson.write(watched.status(), json);
                    StatusJson.write(watched.closed(), json);
                });
            }
            case "hold" -> {
                String id = service.hold(duration(request), reason(request));
                return success(false, json -> json.writeStringField("id", id));
            }
            case "release" -> {
                List<String> ids = service.release(request.text("id"), request.flag("all"));
                return success(false, json -> {
                    json.writeArrayFieldStart("released");
                    for (String id : ids) {
                        json.writeString(id);
                    }
                    json.writeEndArray();
                });
            }
            case "stop" -> {
                return takingLong(true, () -> service.stop(request.flag("force")));
            }
            case "wake" -> {
                return takingLong(false, service::wake);
            }
            default ->
                throw new RefusedException("command \"" + command
                        + "\" is not known here, expected status, watch, hold, release, stop or wake");
        }
    }

    /** Something that takes long, and gives a line for people. */
    @FunctionalInterface
    private interface LongOne {
        String call() throws RefusedException, InterruptedException;
    }

    private Answer takingLong(boolean staysOpen, LongOne call) throws RefusedException, InterruptedException {
        if (!longOnes.tryAcquire()) {
            throw new RefusedException(MOST_LONG_ONES + " others wait for the same already");
        }
        try {
            String said = call.call();
            return success(staysOpen, json -> json.writeStringField("said", said));
        } finally {
            longOnes.release();
        }
    }

    private static Duration duration(JsonObject request) throws RefusedException {
        long millis = request.number("durationMillis").orElse(0);
        if (millis <= 0 || millis > dev.lull.spi.Durations.LONGEST.toMillis()) {
            throw new RefusedException("durationMillis: " + millis + ", expected above zero, and below 292 years");
        }
        return Duration.ofMillis(millis);
    }

    private static String reason(JsonObject request) throws RefusedException {
        String reason = request.text("reason").orElse("");
        if (reason.length() > LONGEST_REASON) {
            throw new RefusedException(
                    "the reason has " + reason.length() + " characters, and may have " + LONGEST_REASON);
        }
        return reason;
    }

    static Answer refusal(String error) {
        return new Answer(line(false, json -> json.writeStringField("error", error)), false);
    }

    private static Answer success(boolean staysOpen, Fields fields) {
        return new Answer(line(true, fields), staysOpen);
    }

    private static String line(boolean isOk, Fields fields) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberField("lull", VERSION);
            json.writeBooleanField("ok", isOk);
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing JSON to memory", e);
        }
        return line + "\n";
    }

    /**
     * Makes a request's line.
     *
     * @param id of a hold; empty for none
     */
    static String request(String command, Optional<String> id, JsonFields more) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberField("lull", VERSION);
            json.writeStringField("command", command);
            if (id.isPresent()) {
                json.writeStringField("id", id.get());
            }
            more.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing JSON to memory", e);
        }
        return line + "\n";
    }

    /** Adds a request's own fields. */
    @FunctionalInterface
    interface JsonFields {
        void write(JsonGenerator json) throws IOException;
    }
}
