package dev.lull.internal.linux;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Asks the kernel for its TCP sockets by netlink (sock_diag(7)). Needs no privilege, and sees the network namespace
 * that its opening thread was in. Not safe for use by several threads; whoever opened it closes it.
 *
 * <p>A dump is not one moment's picture: the kernel hands it out in pieces and goes on by position in between, so a
 * socket may come twice or, if another one of its hash chain ends meanwhile, not at all. Look twice before you call a
 * socket closed.
 */
public final class SocketDiagnosis implements AutoCloseable {

    /** The cookie that stands for every one in {@link #find}: INET_DIAG_NOCOOKIE. */
    public static final long ANY_COOKIE = -1L;

    /** The kernel's pieces of a dump are at most 32 KiB (net/netlink/af_netlink.c, {@code netlink_recvmsg}). */
    private static final int REPLY_BYTES = 64 * 1024;

    private static final int MAX_ATTEMPTS = 3;

    private final NetlinkTransport transport;
    private final DiagnosisRequest request = new DiagnosisRequest();
    private final ByteBuffer reply = ByteBuffer.allocateDirect(REPLY_BYTES).order(ByteOrder.nativeOrder());
    private final DiagnosedSocket row = new DiagnosedSocket(reply);
    private boolean knowsOldForm = true;
    private boolean dumpUnfinished;

    SocketDiagnosis(NetlinkTransport transport) {
        this.transport = transport;
    }

    /**
     * Opens a netlink socket.
     *
     * @param libC the C library
     * @return the open diagnosis of this thread's network namespace
     * @throws SystemCallException if the kernel refuses it
     */
    public static SocketDiagnosis open(LibC libC) throws SystemCallException {
        return new SocketDiagnosis(NetlinkSocket.open(libC, NetlinkSocket.NETLINK_SOCK_DIAG));
    }

    /**
     * Passes over the TCP sockets of both address families.
     *
     * @param filter which ones
     * @param sink gets each, as a cursor; the same one may come twice
     * @throws IOException if the kernel refused, lost part of the answer three times in a row, or answered what makes
     *     no sense; what the sink was given is then incomplete
     */
    public void dump(SocketFilter filter, Consumer<? super DiagnosedSocket> sink) throws IOException {
        if (knowsOldForm && dumpAllFamilies(filter, sink)) {
            return;
        }
        knowsOldForm = false;
        repeat("sock_diag(dump of IPv4 TCP sockets)", () -> request.dump(DiagnosisRequest.AF_INET, filter), sink);
        repeat("sock_diag(dump of IPv6 TCP sockets)", () -> request.dump(DiagnosisRequest.AF_INET6, filter), sink);
    }

    /**
     * Looks for one TCP connection, without passing over others.
     *
     * @param local this machine's end
     * @param remote the peer's end, of the same address family
     * @param boundInterface the index of the interface that the socket is bound to, 0 if it is bound to none: the kernel
     *     finds no bound socket without it (include/net/inet_hashtables.h, {@code inet_match})
     * @param cookie the socket's cookie, or {@link #ANY_COOKIE}
     * @param sink gets the socket, in whatever state it is
     * @return false if there is no such socket (any more)
     * @throws IOException if the kernel refused or answered what makes no sense
     */
    public boolean find(
            InetSocketAddress local,
            InetSocketAddress remote,
            int boundInterface,
            long cookie,
            Consumer<? super DiagnosedSocket> sink)
            throws IOException {
        request.find(local, remote, boundInterface, cookie);
        String call = "sock_diag(" + local + " to " + remote + ")";
        try {
            exchange(call, sink);
            return true;
        } catch (SystemCallException e) {
            // ESTALE: the addresses are another socket's by now (net/core/sock_diag.c, sock_diag_check_cookie).
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ESTALE) {
                return false;
            }
            throw e;
        }
    }

    /** Frees the socket. Idempotent; never throws. */
    @Override
    public void close() {
        transport.close();
    }

    /** Answers false where the kernel does not know the request for all address families at once. */
    private boolean dumpAllFamilies(SocketFilter filter, Consumer<? super DiagnosedSocket> sink) throws IOException {
        try {
            repeat("sock_diag(dump of TCP sockets)", () -> request.dump(filter), sink);
            return true;
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.EINVAL || e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /** Dumps, and again if the kernel says that the answer may be incomplete. */
    private void repeat(String call, Runnable asking, Consumer<? super DiagnosedSocket> sink) throws IOException {
        for (int attempt = 1; ; attempt++) {
            asking.run();
            try {
                if (exchange(call, sink)) {
                    return;
                }
                if (attempt == MAX_ATTEMPTS) {
                    throw new IOException(call + ": the table changed during the dump (NLM_F_DUMP_INTR), "
                            + MAX_ATTEMPTS + " times in a row");
                }
            } catch (SystemCallException e) {
                if (e.errno() != Errno.ENOBUFS || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Sends the request and passes over the answer; returns false if the kernel says that it may be incomplete. */
    private boolean exchange(String call, Consumer<? super DiagnosedSocket> sink) throws IOException {
        if (dumpUnfinished) {
            finishEarlierDump();
        }
        boolean dump = request.isDump();
        transport.send(request.bytes(), request.length());
        dumpUnfinished = dump;
        boolean complete = true;
        while (true) {
            int length = receive(call);
            for (int at = 0; at < length; ) {
                int messageLength = messageLength(call, at, length);
                if (reply.getInt(at + NetlinkMessages.SEQUENCE) == request.sequence()) {
                    int flags = reply.getShort(at + NetlinkMessages.FLAGS);
                    complete &= (flags & NetlinkMessages.FLAG_DUMP_INTERRUPTED) == 0;
                    if (isEnd(call, at, messageLength)) {
                        dumpUnfinished = false;
                        return complete;
                    }
                    pass(call, at, messageLength, sink);
                    if (!dump) {
                        return true;
                    }
                }
                at += NetlinkMessages.align(messageLength);
            }
        }
    }

    private void pass(String call, int at, int messageLength, Consumer<? super DiagnosedSocket> sink)
            throws IOException {
        int type = reply.getShort(at + NetlinkMessages.TYPE);
        int header = NetlinkMessages.HEADER_BYTES;
        if (type != request.type() || !row.moveTo(at + header, messageLength - header)) {
            throw new IOException(call + ": a message of type " + type + " and " + messageLength
                    + " bytes in the answer, expected inet_diag_msg");
        }
        sink.accept(row);
    }

    /** Tells whether a message is the last one. A failure, in a message of its own or in the last one, is thrown. */
    private boolean isEnd(String call, int at, int messageLength) throws SystemCallException {
        int type = reply.getShort(at + NetlinkMessages.TYPE);
        if (type != NetlinkMessages.TYPE_DONE && type != NetlinkMessages.TYPE_ERROR) {
            return false;
        }
        int body = at + NetlinkMessages.HEADER_BYTES;
        int errno = messageLength < NetlinkMessages.HEADER_BYTES + Integer.BYTES ? 0 : -reply.getInt(body);
        if (errno > 0) {
            dumpUnfinished = false;
            throw SystemCalls.failed(call, errno);
        }
        return true;
    }

    private int receive(String call) throws IOException {
        int length = transport.receive(reply);
        if (length > reply.capacity()) {
            throw new IOException(call + ": an answer of " + length + " bytes does not fit into " + reply.capacity());
        }
        if (length == 0) {
            throw new IOException(call + ": an empty answer");
        }
        return length;
    }

    private int messageLength(String call, int at, int end) throws IOException {
        int header = NetlinkMessages.HEADER_BYTES;
        int messageLength = end - at < header ? 0 : reply.getInt(at + NetlinkMessages.LENGTH);
        if (messageLength < header || messageLength > end - at) {
            throw new IOException(call + ": the answer is cut off at byte " + at + " of " + end);
        }
        return messageLength;
    }

    /** A dump that was given up goes on filling the socket, and no other one can begin before its end is read. */
    private void finishEarlierDump() throws IOException {
        String call = "sock_diag(rest of an earlier dump)";
        while (dumpUnfinished) {
            int length = receive(call);
            for (int at = 0; at < length; ) {
                int messageLength = messageLength(call, at, length);
                int type = reply.getShort(at + NetlinkMessages.TYPE);
                if (type == NetlinkMessages.TYPE_DONE || type == NetlinkMessages.TYPE_ERROR) {
                    dumpUnfinished = false;
                }
                at += NetlinkMessages.align(messageLength);
            }
        }
    }
}
