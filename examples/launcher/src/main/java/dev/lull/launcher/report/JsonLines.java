package dev.lull.launcher.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One JSON object a line (RFC 8259), each written in one piece. A write that fails is reported once and never stops
 * anything; later lines are tried again, since a full disk may empty. Lines are made by any thread, and written by one at
 * a time.
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
     * Opens where events go. A file that is made now can be read by its owner only: the command's arguments are among the
     * events, and there may be a password in them.
     *
     * @param place a file to append to, or {@code "-"} for the standard output
     * @throws IOException if the file cannot be written
     */
    public static OutputStream open(String place) throws IOException {
        if (place.equals("-")) {
            return new FileOutputStream(FileDescriptor.out);
        }
        Path file = Path.of(place);
        FileAttribute<?>[] ownerOnly =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        return Channels.newOutputStream(
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), ownerOnly));
    }

    /** Writes an event. */
    void write(String event, Fields fields) {
        append(line(event, fields));
    }

    /** Makes an event's line, with the time of now. */
    synchronized byte[] line(String event, Fields fields) {
        line.reset();
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
        return line.toByteArray();
    }

    /** Writes a line. Waits for as long as the reader of a pipe does not read. */
    void append(byte[] whole) {
        try {
            if (lastFailed) {
                out.write('\n'); // the failed line may be there in part
            }
            out.write(whole);
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
    public void close() {
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
