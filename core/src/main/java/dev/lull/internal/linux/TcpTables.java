package dev.lull.internal.linux;

import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnreadableException;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's tables of TCP sockets as text: the files {@code tcp} and {@code tcp6} below {@code /proc/net}, or below
 * {@code /proc/PID/net} for another process's network namespace. Java alone reads them; no native code is loaded. Not
 * safe for use by several threads.
 *
 * <p>A missing {@code tcp6} means that there is no IPv6 only where {@code if_inet6} is missing too, as with the kernel
 * parameter {@code ipv6.disable=1}; it is looked for again at every look. A {@code tcp6} that cannot be read is a
 * failure: a service's IPv4 clients may be in there.
 *
 * <p>The kernel hands a file out a page at a time and goes on by position (net/ipv4/tcp_ipv4.c,
 * {@code tcp_seek_last_pos}), so while the table changes a row may come twice, which counts once, or be missed; hence
 * {@link #mayMissConnections()}.
 */
public final class TcpTables implements ConnectionSource {

    /** Where the tables of this process's network namespace are (proc(5)). */
    public static final Path OWN_NAMESPACE = Path.of("/proc/net");

    private final Path directory;
    private final TargetFilter filter;
    private final ServedPorts served;
    private final TcpTableFile ipv4;
    private @Nullable TcpTableFile ipv6;
    private final String description;

    private TcpTables(
            Path directory,
            TargetFilter filter,
            ServedPorts served,
            TcpTableFile ipv4,
            @Nullable TcpTableFile ipv6,
            String description) {
        this.directory = directory;
        this.filter = filter;
        this.served = served;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.description = description;
    }

    /**
     * Opens the tables, without a look. They stay open, which holds on to the network namespace that they show.
     *
     * @param directory holds the files, such as {@link #OWN_NAMESPACE}
     * @param filter which sockets to hand on
     * @param description names this source, for logs
     * @return the open tables
     * @throws FileNotFoundException if one cannot be opened; none is left open then
     */
    public static TcpTables open(Path directory, TargetFilter filter, String description) throws FileNotFoundException {
        ServedPorts served = new ServedPorts(filter);
        TcpTableFile ipv4 = TcpTableFile.open(directory.resolve("tcp"), false, filter, served);
        try {
            TcpTableFile ipv6 = openIpv6(directory, filter, served);
            return new TcpTables(directory, filter, served, ipv4, ipv6, description);
        } catch (FileNotFoundException | RuntimeException | Error e) {
            ipv4.close();
            throw e;
        }
    }

    /** Opens tcp6, or answers null if there is no IPv6 here. */
    private static @Nullable TcpTableFile openIpv6(Path directory, TargetFilter filter, ServedPorts served)
            throws FileNotFoundException {
        Path path = directory.resolve("tcp6");
        boolean noIpv6 = Files.notExists(path) && Files.notExists(directory.resolve("if_inet6"));
        return noIpv6 ? null : TcpTableFile.open(path, true, filter, served);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void look(ConnectionSink sink) throws UnreadableException {
        served.begin();
        ipv4.look(sink);
        if (ipv6 == null) {
            try {
                ipv6 = openIpv6(directory, filter, served);
            } catch (FileNotFoundException e) {
                throw new UnreadableException(String.valueOf(e.getMessage()), e);
            }
        }
        if (ipv6 != null) {
            ipv6.look(sink);
        }
        served.tellUnserved(sink);
    }

    @Override
    public boolean mayMissConnections() {
        return true;
    }

    @Override
    public void close() {
        ipv4.close();
        if (ipv6 != null) {
            ipv6.close();
        }
    }
}
