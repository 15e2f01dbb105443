package dev.lull.hold;

import dev.lull.spi.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/** Holds while a file exists that was modified lately. */
record TouchedFileProbe(Path file, Duration within, Clock clock) implements HoldProbe {

    TouchedFileProbe {
        Objects.requireNonNull(file, "file");
        Durations.requirePositive(within, "within");
        Objects.requireNonNull(clock, "clock");
    }

    @Override
    public Finding look() throws IOException {
        Duration age;
        try {
            age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
        } catch (NoSuchFileException e) {
            return Finding.free(file + " is not there");
        } catch (IOException e) {
            throw new IOException(file + " cannot be looked at: " + e, e);
        }
        return age.compareTo(within) < 0
                ? Finding.held(file + " was touched within " + Durations.text(within))
                : Finding.free(file + " was not touched within " + Durations.text(within));
    }
}
