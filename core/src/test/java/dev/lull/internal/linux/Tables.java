package dev.lull.internal.linux;

import dev.lull.MonitorTarget;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/** Tables of the kernel's as text: those captured with scripts/capture-tcp-tables, and what the parser makes of any. */
public final class Tables {

    private Tables() {}

    static String captured(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(Tables.class.getResourceAsStream(name), name);
                InputStream text = name.endsWith(".gz") ? new GZIPInputStream(file) : file) {
            return new String(text.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** Makes the filter of some ports at every address. */
    public static TargetFilter ports(Integer... ports) {
        return new TargetFilter(new MonitorTarget.Observed(new TreeSet<>(Arrays.asList(ports)), Optional.empty()));
    }

    /** The open connections in a table written by a little-endian machine, each as "local remote". */
    static List<String> open(String table, boolean ipv6, Integer... ports) throws UnreadableException {
        return open(table.getBytes(StandardCharsets.ISO_8859_1), ipv6, ByteOrder.LITTLE_ENDIAN, ports(ports));
    }

    static List<String> open(byte[] table, boolean ipv6, ByteOrder order, TargetFilter filter)
            throws UnreadableException {
        TcpTableParser parser = new TcpTableParser("table", ipv6, order);
        TargetSockets sockets = new TargetSockets(filter);
        List<String> connections = new ArrayList<>();
        parser.begin();
        sockets.begin();
        int rest = parser.parse(
                table,
                table.length,
                socket -> sockets.take(socket, row -> connections.add(text(row.local()) + " " + text(row.remote()))));
        parser.end(Arrays.copyOfRange(table, rest, table.length), table.length - rest);
        return connections;
    }

    /** An address as ss prints it, but for the v4-mapped ones. */
    public static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + shortened(host) + "]" : host) + ":"
                + address.getPort();
    }

    private static String shortened(String host) {
        return host.replaceFirst("(^|:)0(:0)+(:|$)", "::");
    }
}
