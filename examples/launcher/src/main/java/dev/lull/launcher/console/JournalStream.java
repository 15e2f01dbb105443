package dev.lull.launcher.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds out whether the standard error stream leads to systemd's journal. The variable {@code JOURNAL_STREAM} names the
 * journal's stream by device and inode (systemd.exec(5)); it is passed on to all that a unit starts, also to those whose
 * standard error leads elsewhere, so it is compared.
 */
final class JournalStream {

    private JournalStream() {}

    static boolean isStandardError() {
        return Optional.ofNullable(System.getenv("JOURNAL_STREAM"))
                .filter(named -> matches(named, Path.of("/proc/self/fd/2")))
                .isPresent();
    }

    /** Tells whether a file is the one that is named by {@code DEVICE:INODE}; false where that cannot be found out. */
    static boolean matches(String named, Path file) {
        try {
            return named.equals(Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
