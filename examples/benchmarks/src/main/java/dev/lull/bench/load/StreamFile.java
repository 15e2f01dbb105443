package dev.lull.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What bulk streams are made of: random bytes with marks, in a file without a name, in memory where that can be had. */
final class StreamFile {

    /** As much as fits into a processor's cache, and often enough for a send to be large. */
    static final int PERIOD_BYTES = 1 << 20;

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final FileChannel CHANNEL = make();

    private StreamFile() {}

    /** For reading at given places; stays open. */
    static FileChannel channel() {
        return CHANNEL;
    }

    private static FileChannel make() {
        try {
            Path file = Files.isWritable(MEMORY)
                    ? Files.createTempFile(MEMORY, "lull-bench", ".stream")
                    : Files.createTempFile("lull-bench", ".stream");
            try {
                byte[] bytes = new byte[PERIOD_BYTES];
                ByteBuffer content = ByteBuffer.wrap(bytes).put(Wire.content(PERIOD_BYTES, 1));
                for (int at = 0; at < PERIOD_BYTES; at += MarkWriter.BLOCK_BYTES) {
                    content.putLong(at, MarkWriter.mark(at));
                }
                Files.write(file, bytes);
                return FileChannel.open(file, StandardOpenOption.READ);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the stream's file", e);
        }
    }
}
