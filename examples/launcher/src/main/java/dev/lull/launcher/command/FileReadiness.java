package dev.lull.launcher.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** Waits for a file that was not there, or was older, when COMMAND was started. */
final class FileReadiness implements Readiness {

    private final Path file;
    private Optional<FileTime> before = Optional.empty();

    FileReadiness(Path file) {
        this.file = file;
    }

    @Override
    public void begin() {
        before = modified();
    }

    @Override
    public boolean isReached() {
        Optional<FileTime> now = modified();
        return now.isPresent() && !now.equals(before);
    }

    @Override
    public String missing() {
        return before.isPresent() ? file + " was not written anew" : file + " is not there";
    }

    private Optional<FileTime> modified() {
        try {
            return Optional.of(Files.getLastModifiedTime(file));
        } catch (IOException e) { // not there, or not to be seen, which comes to the same
            return Optional.empty();
        }
    }
}
