package dev.lull.launcher.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * One JSON object a line (RFC 8259), each written in one piece. A write that fails is reported once and never stops
 * anything; later lines are tried again, since a full disk may empty. Safe for use by any thread.
 */
public final class JsonLines implements AutoCloseable {

    /** Adds an event's own fields. */
    @FunctionalInterface
    interface Fields {
        /** Writes them after {@code "event"} and {@code "at"}. */
        void write(JsonGenerator json) throws IOException;
    }

    private final JsonFactory factory = new JsonFactory();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final OutputStream out;
    private final Clock clock;
    private final Consumer<IOException> firstFailure;
    private boolean lastFailed;
    private boolean reported;

    public JsonLines(OutputStream out, Clock clock, Consumer<IOException> firstFailure) {
        this.out = out;
        this.clock = clock;
        this.firstFailure = firstFailure;
    }

    /**
     * Opens where events go.
     *
     * @param place a file to append to, or {@code "-"} for the standard output
     * @throws IOException if the file cannot be written
     */
    public static OutputStream open(String place) throws IOException {
        return place.equals("-")
                ? new FileOutputStream(FileDescriptor.out)
                : Files.newOutputStream(Path.of(place), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Writes an event. */
    synchronized void write(String event, Fields fields) {
        line.reset();
        if (lastFailed) {
            line.write('\n'); // the failed line may be there in part
        }
        try (JsonGenerator json = factory.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("event", event);
            json.writeStringField(
                    "at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing JSON to memory", e);
        }
        line.write('\n');
        try {
            out.write(line.toByteArray());
            out.flush();
            lastFailed = false;
        } catch (IOException e) {
            lastFailed = true;
            if (!reported) {
                reported = true;
                firstFailure.accept(e);
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            if (!reported) {
                reported = true;
                firstFailure.accept(e);
            }
        }
    }
}
