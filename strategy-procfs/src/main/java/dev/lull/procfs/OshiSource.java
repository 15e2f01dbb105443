package dev.lull.procfs;

import dev.lull.internal.linux.AddressBits;
import dev.lull.internal.linux.ConnectionKeys;
import dev.lull.internal.linux.ServedPorts;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.TcpTables;
import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnavailableException;
import dev.lull.spi.UnreadableException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats;
import oshi.software.os.InternetProtocolStats.IPConnection;

/**
 * The source OSHI: for macOS and Windows. It lists every connection of the machine with an object for each, so a look
 * costs many times what the other sources need.
 *
 * <p>OSHI takes what it cannot read for empty. On Linux it reads the files below /proc, so here those are read first,
 * and a look fails where they cannot be. On macOS it sees the sockets of this user's processes only, unless it runs as
 * root: the description says so.
 *
 * <p>An orphan in FIN_WAIT is told by its having no owner, as far as OSHI can see owners: on Linux those of this
 * user's processes, or all of them for root.
 */
final class OshiSource implements ConnectionSource {

    private static final String OS = System.getProperty("os.name", "");

    private final InternetProtocolStats stats;
    private final TargetFilter filter;
    private final ServedPorts served;
    private final @Nullable TcpTables readable;
    private final String description;

    private OshiSource(
            InternetProtocolStats stats, TargetFilter filter, @Nullable TcpTables readable, String description) {
        this.stats = stats;
        this.filter = filter;
        this.served = new ServedPorts(filter);
        this.readable = readable;
        this.description = description;
    }

    static OshiSource open(ProcfsOptions options, TargetFilter filter, String because) throws UnavailableException {
        if (options.pid().isPresent() || !options.procRoot().equals(ProcfsOptions.DEFAULT_ROOT)) {
            throw UnavailableException.lasting(
                    "it sees its own network namespace only", "leave out the process id and the procfs root");
        }
        try {
            InternetProtocolStats stats = new SystemInfo().getOperatingSystem().getInternetProtocolStats();
            TcpTables readable = isOnLinux() ? ProcFilesSource.open(options, filter, "") : null;
            String whose = OS.startsWith("Mac") && !"root".equals(System.getProperty("user.name"))
                    ? " (sees only this user's processes)"
                    : "";
            return new OshiSource(stats, filter, readable, SourceKind.OSHI.label() + whose + because);
        } catch (LinkageError | RuntimeException e) {
            throw UnavailableException.lasting("OSHI does not work here: " + e, "put oshi-core on the class path", e);
        }
    }

    static boolean isOnLinux() {
        return OS.equals("Linux");
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void look(ConnectionSink sink) throws UnreadableException {
        if (readable != null) {
            readable.look(row -> {});
        }
        Row row = new Row();
        served.begin();
        for (IPConnection connection : connections()) {
            if (connection.getType().startsWith("tcp") && filter.hasPort(connection.getLocalPort())) {
                if (connection.getState() == InternetProtocolStats.TcpState.LISTEN) {
                    listener(connection);
                } else if (isOpen(connection)) {
                    row.moveTo(connection);
                    if (filter.hasAddress(row.localHigh, row.localLow)) {
                        sink.row(row);
                    }
                }
            }
        }
        served.tellUnserved(sink);
    }

    private void listener(IPConnection listener) {
        byte[] address = listener.getLocalAddress(); // none at all for every address, depending on the system
        long high = address.length == 0 ? 0 : AddressBits.high(address);
        long low = address.length == 0 ? 0 : AddressBits.low(address);
        served.listener(listener.getLocalPort(), high, low);
    }

    private List<IPConnection> connections() throws UnreadableException {
        try {
            return stats.getConnections();
        } catch (LinkageError | RuntimeException e) {
            throw new UnreadableException("OSHI, listing connections: " + e, e);
        }
    }

    private static boolean isOpen(IPConnection connection) throws UnreadableException {
        InternetProtocolStats.TcpState state = connection.getState();
        if (state == null || state == InternetProtocolStats.TcpState.UNKNOWN) {
            throw new UnreadableException("OSHI does not know the state of " + connection);
        }
        return isOpen(state, connection.getowningProcessId() > 0);
    }

    /**
     * Tells whether a connection is open in Lull's sense, in OSHI's words. Core's {@code TcpState} says the same in
     * Linux's numbers, and {@code is_over} of strategy-ebpf's {@code lull.bpf.c} in the kernel; OpenStatesTest compares
     * the three.
     */
    static boolean isOpen(InternetProtocolStats.TcpState state, boolean owned) {
        return switch (state) {
            case ESTABLISHED, CLOSE_WAIT -> true;
            case FIN_WAIT_1, FIN_WAIT_2 -> owned;
            default -> false;
        };
    }

    @Override
    public boolean mayMissConnections() {
        return true;
    }

    @Override
    public void close() {
        if (readable != null) {
            readable.close();
        }
    }

    /** Shows one of OSHI's connections. */
    private static final class Row implements ConnectionRow {
        private @Nullable IPConnection connection;
        private long localHigh;
        private long localLow;
        private long remoteHigh;
        private long remoteLow;

        private void moveTo(IPConnection next) {
            connection = next;
            localHigh = AddressBits.high(next.getLocalAddress());
            localLow = AddressBits.low(next.getLocalAddress());
            remoteHigh = AddressBits.high(next.getForeignAddress());
            remoteLow = AddressBits.low(next.getForeignAddress());
        }

        private IPConnection connection() {
            return Objects.requireNonNull(connection);
        }

        @Override
        public long key() {
            return ConnectionKeys.of(
                    localHigh,
                    localLow,
                    connection().getLocalPort(),
                    remoteHigh,
                    remoteLow,
                    connection().getForeignPort());
        }

        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress(
                    AddressBits.toAddress(localHigh, localLow), connection().getLocalPort());
        }

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress(
                    AddressBits.toAddress(remoteHigh, remoteLow), connection().getForeignPort());
        }
    }
}
