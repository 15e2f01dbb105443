package dev.lull.hold;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Holds while the process runs whose number a file has. */
record PidFileProbe(Path file) implements HoldProbe {

    private static final int MOST_BYTES = 64;

    @Override
    public Finding look() throws IOException {
        String text;
        try (var bytes = Files.newInputStream(file)) {
            text = new String(bytes.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1).strip();
        } catch (NoSuchFileException e) {
            return Finding.free(file + " is not there");
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e, e);
        }
        try {
            // PostgreSQL writes more than the number, on lines of its own.
            long pid = Long.parseLong(text.lines().findFirst().orElse("").strip());
            Optional<ProcessHandle> process = ProcessHandle.of(pid);
            return process.isPresent() && Running.isRunning(process.get())
                    ? Finding.held("process " + pid + " runs")
                    : Finding.free("process " + pid + " of " + file + " does not run");
        } catch (NumberFormatException e) {
            return Finding.unknown(file + " has no process number in its first line");
        }
    }
}
