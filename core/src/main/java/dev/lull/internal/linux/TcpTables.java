package dev.lull.internal.linux;

import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnreadableException;
import java.io.FileNotFoundException;
import java.nio.file.Path;

/**
 * The kernel's tables of TCP sockets as text: the files {@code tcp} and {@code tcp6} below {@code /proc/net}, or below
 * {@code /proc/PID/net} for another process's network namespace. Java alone reads them; no native code is loaded. Not
 * safe for use by several threads.
 *
 * <p>While a table changes a row may come twice, which counts once, or be missed ({@link TcpTablePair#look}); hence
 * {@link #mayMissConnections()}.
 */
public final class TcpTables implements ConnectionSource {

    /** Where the tables of this process's network namespace are (proc(5)). */
    public static final Path OWN_NAMESPACE = Path.of("/proc/net");

    private final TcpTablePair files;
    private final TargetSockets sockets;
    private final String description;

    private TcpTables(TcpTablePair files, TargetFilter filter, String description) {
        this.files = files;
        this.sockets = new TargetSockets(filter);
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
        return new TcpTables(TcpTablePair.open(directory), filter, description);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void look(ConnectionSink sink) throws UnreadableException {
        sockets.begin();
        files.look(socket -> sockets.take(socket, sink));
        sockets.end(sink);
    }

    @Override
    public boolean mayMissConnections() {
        return true;
    }

    @Override
    public void close() {
        files.close();
    }
}
