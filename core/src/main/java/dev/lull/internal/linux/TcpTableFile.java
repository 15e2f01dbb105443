package dev.lull.internal.linux;

import dev.lull.spi.UnreadableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * One open file of the kernel's, read from its beginning at every look. It stays open between looks, which holds on to
 * the network namespace it shows, whatever becomes of the process it was found by.
 *
 * <p>A {@link RandomAccessFile}, not a channel: an interrupt of the reading thread would close a channel for ever.
 */
final class TcpTableFile implements AutoCloseable {

    /** The kernel gives at most a page at a time, whole lines; the JDK copies up to 8 KiB without allocating. */
    private static final int PIECE_BYTES = 8192;

    /** Room for a piece behind the beginning of a line: no line of the format is half as long. */
    private static final int BUFFER_BYTES = PIECE_BYTES + 1024;

    private final Path path;
    private final RandomAccessFile file;
    private final TcpTableParser parser;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private TcpTableFile(Path path, RandomAccessFile file, TcpTableParser parser) {
        this.path = path;
        this.file = file;
        this.parser = parser;
    }

    static TcpTableFile open(Path path, boolean ipv6) throws FileNotFoundException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
        return new TcpTableFile(path, file, new TcpTableParser(path.toString(), ipv6, ByteOrder.nativeOrder()));
    }

    void look(Consumer<? super SocketRow> sink) throws UnreadableException {
        parser.begin();
        try {
            file.seek(0);
            int kept = 0;
            while (true) {
                int read = file.read(buffer, kept, Math.min(PIECE_BYTES, BUFFER_BYTES - kept));
                if (read <= 0) { // 0 only if a line fills the whole buffer
                    parser.end(buffer, kept);
                    return;
                }
                int end = kept + read;
                int rest = parser.parse(buffer, end, sink);
                kept = end - rest;
                System.arraycopy(buffer, rest, buffer, 0, kept);
            }
        } catch (IOException e) {
            throw new UnreadableException(path + ": " + e.getMessage(), e);
        }
    }

    /** Never throws: a file that was only read loses nothing. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            System.getLogger(TcpTableFile.class.getName()).log(System.Logger.Level.DEBUG, "closing " + path, e);
        }
    }
}
