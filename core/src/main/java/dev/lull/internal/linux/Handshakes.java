package dev.lull.internal.linux;

import dev.lull.MonitorTarget;
import dev.lull.spi.UnreadableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

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

    /** A look goes on by position, so that one socket's end can hide another: see {@link TcpTablePair#look}. */
    private static final int LOOKS = 2;

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
        } catch (IOException | NativeAccessException | LinkageError e) { // the last where jnr-ffi itself is missing
            return byTables(e);
        }
    }

    private Optional<String> bySockDiag(LibC libC) throws IOException {
        Found found = new Found();
        try (SocketDiagnosis diagnosis = SocketDiagnosis.open(libC)) {
            for (int i = 0; i < LOOKS; i++) {
                diagnosis.dump(filter, found);
            }
        }
        return found.words;
    }

    private Optional<String> byTables(Throwable refusal) throws UnreadableException {
        try {
            return byTables();
        } catch (UnreadableException e) {
            e.addSuppressed(refusal);
            throw e;
        }
    }

    /**
     * Looks for one in the tables alone, which takes no native code.
     *
     * @return as {@link #inProgress} has it
     * @throws UnreadableException if that cannot be told
     */
    public Optional<String> byTables() throws UnreadableException {
        Found found = new Found();
        try (TcpTablePair tables = TcpTablePair.open(TcpTables.OWN_NAMESPACE)) {
            for (int i = 0; i < LOOKS; i++) {
                tables.look(found);
            }
        } catch (FileNotFoundException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        }
        return found.words;
    }

    /** Keeps one of the service's. */
    private final class Found implements Consumer<SocketRow> {

        private Optional<String> words = Optional.empty();

        @Override
        public void accept(SocketRow socket) {
            if (words.isEmpty()
                    && socket.state() == TcpState.SYN_RECV
                    && target.hasPort(socket.localPort())
                    && target.hasAddress(socket.localHigh(), socket.localLow())) {
                words = Optional.of(text(socket.remote(), socket.localPort()));
            }
        }

        private static String text(InetSocketAddress remote, int port) {
            return "a handshake with " + remote.toString().replaceFirst("^.*/", "") + " at port " + port
                    + " is in progress";
        }
    }
}
