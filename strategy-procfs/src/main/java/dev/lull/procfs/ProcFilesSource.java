package dev.lull.procfs;

import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnreadableException;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The source /proc files: {@code tcp} and {@code tcp6} below {@code /proc/net}, or below {@code /proc/PID/net} for
 * another process's network namespace.
 *
 * <p>A missing {@code tcp6} means that there is no IPv6 only where {@code if_inet6} is missing too, as with the kernel
 * parameter {@code ipv6.disable=1}; it is looked for again at every look. A {@code tcp6} that cannot be read is a
 * failure: a service's IPv4 clients may be in there.
 *
 * <p>The kernel hands a file out a page at a time and goes on by position (net/ipv4/tcp_ipv4.c,
 * {@code tcp_seek_last_pos}), so while the table changes a row may come twice, which counts once, or be missed; hence
 * {@link #mayMissConnections()}.
 */
final class ProcFilesSource implements ConnectionSource {

    private final Path directory;
    private final TargetFilter filter;
    private final TcpTableFile ipv4;
    private @Nullable TcpTableFile ipv6;
    private final String description;

    private ProcFilesSource(
            Path directory, TargetFilter filter, TcpTableFile ipv4, @Nullable TcpTableFile ipv6, String description) {
        this.directory = directory;
        this.filter = filter;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.description = description;
    }

    static ProcFilesSource open(ProcfsOptions options, TargetFilter filter, String because)
            throws SourceUnavailableException {
        Path directory = options.pid().isPresent()
                ? options.procRoot()
                        .resolve(String.valueOf(options.pid().getAsLong()))
                        .resolve("net")
                : options.procRoot().resolve("net");
        boolean usual = directory.equals(ProcfsOptions.DEFAULT_ROOT.resolve("net"));
        String description = SourceKind.PROC_FILES.label() + (usual ? "" : " in " + directory) + because;
        try {
            TcpTableFile ipv4 = TcpTableFile.open(directory.resolve("tcp"), false, filter);
            try {
                return new ProcFilesSource(directory, filter, ipv4, openIpv6(directory, filter), description);
            } catch (FileNotFoundException | RuntimeException | Error e) {
                ipv4.close();
                throw e;
            }
        } catch (FileNotFoundException e) {
            boolean passing = Files.isReadable(directory.resolve("tcp")); // so it was for want of something else
            throw new SourceUnavailableException(
                    String.valueOf(e.getMessage()),
                    "make " + directory.resolve("tcp") + " and tcp6 readable (mount procfs; check the process id)",
                    passing,
                    e);
        }
    }

    /** Opens tcp6, or answers null if there is no IPv6 here. */
    private static @Nullable TcpTableFile openIpv6(Path directory, TargetFilter filter) throws FileNotFoundException {
        Path path = directory.resolve("tcp6");
        boolean noIpv6 = Files.notExists(path) && Files.notExists(directory.resolve("if_inet6"));
        return noIpv6 ? null : TcpTableFile.open(path, true, filter);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void look(ConnectionSink sink) throws UnreadableException {
        ipv4.look(sink);
        if (ipv6 == null) {
            try {
                ipv6 = openIpv6(directory, filter);
            } catch (FileNotFoundException e) {
                throw new UnreadableException(String.valueOf(e.getMessage()), e);
            }
        }
        if (ipv6 != null) {
            ipv6.look(sink);
        }
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
