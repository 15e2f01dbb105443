package dev.lull.hold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Holds while a file exists. */
record FileProbe(Path file) implements HoldProbe {

    @Override
    public Finding look() throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class);
            return Finding.held(file + " is there");
        } catch (NoSuchFileException e) {
            return Finding.free(file + " is not there");
        } catch (IOException e) {
            throw new IOException(file + " cannot be looked at: " + e, e);
        }
    }
}
