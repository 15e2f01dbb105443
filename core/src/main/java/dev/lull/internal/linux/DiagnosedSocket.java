package dev.lull.internal.linux;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One socket in a reply of sock_diag: {@code struct inet_diag_msg} and, where it was asked for, {@code struct tcp_info}
 * behind it (include/uapi/linux/inet_diag.h and tcp.h). It is a cursor over the reply's bytes: valid only while it is
 * handed out, and it makes no objects but where a method says so.
 */
public final class DiagnosedSocket implements SocketRow {

    /** The answer where the kernel did not say: it is older than 4.1, or the socket has no measures. */
    public static final long UNKNOWN = SocketRow.UNKNOWN;

    private static final int AF_INET = 2;

    // struct inet_diag_msg
    private static final int FAMILY = 0;
    private static final int STATE = 1;
    private static final int LOCAL_PORT = 4;
    private static final int REMOTE_PORT = 6;
    private static final int LOCAL_ADDRESS = 8;
    private static final int REMOTE_ADDRESS = 24;
    private static final int INTERFACE = 40;
    private static final int COOKIE_LOW = 44;
    private static final int COOKIE_HIGH = 48;
    private static final int SEND_QUEUE = 60;
    private static final int UID = 64;
    private static final int INODE = 68;
    private static final int MESSAGE_BYTES = 72;

    // struct nlattr, and the attributes with struct tcp_info and the cgroup, which comes first of the two
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int INET_DIAG_INFO = 2;
    private static final int INET_DIAG_CGROUP_ID = 21;

    // struct tcp_info
    private static final int INFO_STATE = 0;
    private static final int INFO_LAST_DATA_SENT = 44;
    private static final int INFO_LAST_DATA_RECEIVED = 52;
    private static final int INFO_BYTES_ACKED = 120;
    private static final int INFO_BYTES_RECEIVED = 128;
    private static final int INFO_BYTES_NEEDED = 136;

    private final ByteBuffer bytes;
    private int message;
    private int info;
    private int cgroup;

    /** Makes a cursor over a buffer in native order. */
    DiagnosedSocket(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Moves to the message at an offset; answers false if it is too short to be one. */
    boolean moveTo(int offset, int length) {
        message = offset;
        info = -1;
        cgroup = -1;
        if (length < MESSAGE_BYTES) {
            return false;
        }
        int end = offset + length;
        int attribute = offset + MESSAGE_BYTES;
        while (end - attribute >= ATTRIBUTE_HEADER_BYTES) {
            int attributeLength = Short.toUnsignedInt(bytes.getShort(attribute));
            if (attributeLength < ATTRIBUTE_HEADER_BYTES || attributeLength > end - attribute) {
                return false;
            }
            int type = bytes.getShort(attribute + 2);
            if (type == INET_DIAG_CGROUP_ID && attributeLength - ATTRIBUTE_HEADER_BYTES >= Long.BYTES) {
                cgroup = attribute + ATTRIBUTE_HEADER_BYTES;
            }
            if (type == INET_DIAG_INFO) {
                if (attributeLength - ATTRIBUTE_HEADER_BYTES >= INFO_BYTES_NEEDED) {
                    info = attribute + ATTRIBUTE_HEADER_BYTES;
                }
                return true; // what follows is of no interest
            }
            attribute += NetlinkMessages.align(attributeLength);
        }
        return true;
    }

    /**
     * Returns the socket's cookie, which no other socket of this boot has.
     *
     * @return the number that bpf_get_socket_cookie and SO_COOKIE give too
     */
    public long cookie() {
        return Integer.toUnsignedLong(bytes.getInt(message + COOKIE_LOW))
                | (long) bytes.getInt(message + COOKIE_HIGH) << Integer.SIZE;
    }

    @Override
    public long key() {
        return cookie();
    }

    @Override
    public long sendQueueBytes() {
        return Integer.toUnsignedLong(bytes.getInt(message + SEND_QUEUE));
    }

    /**
     * Returns the cgroup in which the socket was made; an accepted one has its listener's.
     *
     * @return the number that the cgroup's directory has as its inode, or {@link #UNKNOWN} before Linux 5.8
     */
    public long cgroupId() {
        return cgroup < 0 ? UNKNOWN : bytes.getLong(cgroup);
    }

    /**
     * Returns the interface that the socket is bound to: by SO_BINDTODEVICE, or because its peer's address is link-local.
     *
     * @return the interface's index, 0 for none
     */
    public int boundInterface() {
        return bytes.getInt(message + INTERFACE);
    }

    @Override
    public int state() {
        return bytes.get(message + STATE);
    }

    /**
     * Tells whether the connection is open in Lull's sense.
     *
     * @return see {@link TcpState#isOpen}
     */
    public boolean isOpen() {
        return TcpState.isOpen(state(), inode());
    }

    @Override
    public long inode() {
        return Integer.toUnsignedLong(bytes.getInt(message + INODE));
    }

    /**
     * Returns the owner.
     *
     * @return a user's number
     */
    public int uid() {
        return bytes.getInt(message + UID);
    }

    @Override
    public int localPort() {
        return port(LOCAL_PORT);
    }

    /**
     * Returns the peer's port.
     *
     * @return 0 to 65535
     */
    public int remotePort() {
        return port(REMOTE_PORT);
    }

    @Override
    public long localHigh() {
        return high(LOCAL_ADDRESS);
    }

    @Override
    public long localLow() {
        return low(LOCAL_ADDRESS);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(AddressBits.toAddress(localHigh(), localLow()), localPort());
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(AddressBits.toAddress(high(REMOTE_ADDRESS), low(REMOTE_ADDRESS)), remotePort());
    }

    /**
     * Returns the payload received, for a connection that the peer opened. The kernel counts the peer's FIN as a byte
     * (net/ipv4/tcp_input.c, {@code tcp_rcv_nxt_update}); here it is left out.
     *
     * @return bytes, or {@link #UNKNOWN}
     */
    public long payloadReceived() {
        if (info < 0) {
            return UNKNOWN;
        }
        long received = bytes.getLong(info + INFO_BYTES_RECEIVED);
        return TcpState.finReceived(bytes.get(info + INFO_STATE)) ? Math.max(received - 1, 0) : received;
    }

    /**
     * Returns the payload sent and acknowledged by the peer, for a connection that the peer opened. The kernel counts an
     * acknowledged FIN as a byte (net/ipv4/tcp_input.c, {@code tcp_snd_una_update}); here it is left out. An accepted
     * socket's SYN is never counted: it is acknowledged before the socket exists.
     *
     * @return bytes, or {@link #UNKNOWN}
     */
    public long payloadAcknowledged() {
        if (info < 0) {
            return UNKNOWN;
        }
        long acknowledged = bytes.getLong(info + INFO_BYTES_ACKED);
        return TcpState.finAcknowledged(bytes.get(info + INFO_STATE)) ? Math.max(acknowledged - 1, 0) : acknowledged;
    }

    @Override
    public long bytesIn() {
        return payloadReceived();
    }

    @Override
    public long bytesOut() {
        return payloadAcknowledged();
    }

    /**
     * Returns how long ago data last came or went, repeated segments included. Where none ever did the kernel counts
     * from the making of the socket, each way for itself (net/ipv4/tcp_minisocks.c, {@code tcp_create_openreq_child}),
     * so the shorter of the two is right in every case.
     *
     * @return nanoseconds, in steps of the kernel's timer tick, or {@link #UNKNOWN}
     */
    @Override
    public long idleNanos() {
        if (info < 0) {
            return UNKNOWN;
        }
        long sentMillis = Integer.toUnsignedLong(bytes.getInt(info + INFO_LAST_DATA_SENT));
        long receivedMillis = Integer.toUnsignedLong(bytes.getInt(info + INFO_LAST_DATA_RECEIVED));
        return TimeUnit.MILLISECONDS.toNanos(Math.min(sentMillis, receivedMillis));
    }

    private int port(int field) {
        return NetlinkMessages.bigEndian(bytes.getShort(message + field));
    }

    private boolean isIpv4() {
        return bytes.get(message + FAMILY) == AF_INET;
    }

    private long high(int field) {
        return isIpv4() ? 0 : NetlinkMessages.bigEndian(bytes.getLong(message + field));
    }

    private long low(int field) {
        return isIpv4()
                ? AddressBits.lowOfIpv4(NetlinkMessages.bigEndian(bytes.getInt(message + field)))
                : NetlinkMessages.bigEndian(bytes.getLong(message + field + Long.BYTES));
    }
}
