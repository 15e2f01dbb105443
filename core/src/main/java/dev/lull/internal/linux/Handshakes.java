package dev.lull.internal.linux;

import dev.lull.MonitorTarget;
import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.UnreadableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Tells whether somebody is in the middle of a handshake with a service of this process's network namespace: SYN_RECEIVED
 * in RFC 9293, section 3.3.2. Asks sock_diag, whose {@code TCPF_SYN_RECV} covers the kernel's NEW_SYN_RECV too
 * (net/ipv4/inet_diag.c), or reads {@code /proc/net/tcp{,6}} where that is refused or there is no native code. Holds
 * nothing open. Immutable.
 *
 * <p>With SYN cookies (tcp(7), tcp_syncookies), which the kernel uses when too many handshakes are in progress, it keeps
 * no trace of those beyond.
 */
public final class Handshakes {

    private final TargetFilter target;
    private final SocketFilter filter;

    /**
     * Makes it for a service.
     *
     * @param ports where it listens, at least one
     * @param localAddress at which of its addresses; empty for any
     */
    public Handshakes(SortedSet<Integer> ports, Optional<InetAddress> localAddress) {
        target = new TargetFilter(new MonitorTarget.Observed(ports, localAddress));
        filter = SocketFilter.openOn(ports).inStates(1 << TcpState.SYN_RECV).unmeasured();
    }

    /**
     * Looks for one.
     *
     * @return one of them in words, such as {@code "a handshake with 10.0.0.7:51234 at port 22 is in progress"}; empty if
     *     there is none
     * @throws UnreadableException if that cannot be told
     */
    public Optional<String> inProgress() throws UnreadableException {
        try {
            return bySockDiag(SystemCalls.load());
        } catch (IOException | NativeAccessException e) {
            return byTables();
        }
    }

    private Optional<String> bySockDiag(LibC libC) throws IOException {
        List<String> found = new ArrayList<>();
        try (SocketDiagnosis diagnosis = SocketDiagnosis.open(libC)) {
            diagnosis.dump(filter, socket -> {
                if (target.hasPort(socket.localPort()) && target.hasAddress(socket.localHigh(), socket.localLow())) {
                    found.add(text(socket.remote(), socket.localPort()));
                }
            });
        }
        return found.stream().findFirst();
    }

    Optional<String> byTables() throws UnreadableException {
        List<String> found = new ArrayList<>();
        try (TcpTables tables = TcpTables.open(TcpTables.OWN_NAMESPACE, target, "handshakes")) {
            tables.look(new ConnectionSink() {
                @Override
                public void row(ConnectionRow row) {
                    // somebody who is through with it
                }

                @Override
                public void handshake(ConnectionRow row) {
                    found.add(text(row.remote(), row.local().getPort()));
                }
            });
        } catch (FileNotFoundException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        }
        return found.stream().findFirst();
    }

    private static String text(InetSocketAddress remote, int port) {
        return "a handshake with " + remote.toString().replaceFirst("^.*/", "") + " at port " + port
                + " is in progress";
    }
}
