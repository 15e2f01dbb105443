package dev.lull.internal.linux;

import dev.lull.spi.UnreadableException;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The files {@code tcp} and {@code tcp6} of one directory, kept open: every TCP socket of a network namespace. Not safe
 * for use by several threads; whoever opened it closes it.
 *
 * <p>A missing {@code tcp6} means that there is no IPv6 only where {@code if_inet6} is missing too, as with the kernel
 * parameter {@code ipv6.disable=1}; it is looked for again at every look. A {@code tcp6} that cannot be read is a
 * failure: a service's IPv4 clients may be in there.
 */
public final class TcpTablePair implements AutoCloseable {

    private final Path directory;
    private final TcpTableFile ipv4;
    private @Nullable TcpTableFile ipv6;

    private TcpTablePair(Path directory, TcpTableFile ipv4, @Nullable TcpTableFile ipv6) {
        this.directory = directory;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /**
     * Opens the files, without a look. They stay open, which holds on to the network namespace that they show.
     *
     * @param directory holds the files, such as {@link TcpTables#OWN_NAMESPACE}
     * @return the open files
     * @throws FileNotFoundException if one cannot be opened; none is left open then
     */
    public static TcpTablePair open(Path directory) throws FileNotFoundException {
        TcpTableFile ipv4 = TcpTableFile.open(directory.resolve("tcp"), false);
        try {
            return new TcpTablePair(directory, ipv4, openIpv6(directory));
        } catch (FileNotFoundException | RuntimeException | Error e) {
            ipv4.close();
            throw e;
        }
    }

    /** Opens tcp6, or answers null if there is no IPv6 here. */
    private static @Nullable TcpTableFile openIpv6(Path directory) throws FileNotFoundException {
        Path path = directory.resolve("tcp6");
        boolean noIpv6 = Files.notExists(path) && Files.notExists(directory.resolve("if_inet6"));
        return noIpv6 ? null : TcpTableFile.open(path, true);
    }

    /**
     * Passes over all sockets, in whatever state they are. While the table changes a socket may come twice or be missed:
     * the kernel hands a file out a page at a time and goes on by position (net/ipv4/tcp_ipv4.c,
     * {@code tcp_seek_last_pos}).
     *
     * @param sink gets each, as a cursor
     * @throws UnreadableException if a file cannot be read, or a line is not of its format; what the sink was given is
     *     then incomplete
     */
    public void look(Consumer<? super SocketRow> sink) throws UnreadableException {
        ipv4.look(sink);
        if (ipv6 == null) {
            try {
                ipv6 = openIpv6(directory);
            } catch (FileNotFoundException e) {
                throw new UnreadableException(String.valueOf(e.getMessage()), e);
            }
        }
        if (ipv6 != null) {
            ipv6.look(sink);
        }
    }

    /** Closes the files. Idempotent; never throws. */
    @Override
    public void close() {
        ipv4.close();
        if (ipv6 != null) {
            ipv6.close();
        }
    }
}
