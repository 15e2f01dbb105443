package dev.lull.internal.linux;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A question to sock_diag, written into a direct buffer that is used again (include/uapi/linux/inet_diag.h). There are
 * two forms: {@code struct inet_diag_req_v2} asks for one address family; the older {@code struct inet_diag_req} asks
 * for all of them, so that the kernel passes over its table once instead of twice (net/ipv4/inet_diag.c,
 * {@code inet_diag_dump_compat}).
 */
final class DiagnosisRequest {

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /** The message types of the two forms, and of their answers. */
    static final short SOCK_DIAG_BY_FAMILY = 20;

    static final short TCPDIAG_GETSOCK = 18;

    private static final int IPPROTO_TCP = 6;

    private static final int BODY = NetlinkMessages.HEADER_BYTES;

    // struct inet_diag_req_v2: family, protocol, extensions, padding, states, socket
    private static final int FAMILY = BODY;
    private static final int PROTOCOL = BODY + 1;
    private static final int EXTENSIONS = BODY + 2;
    private static final int STATES = BODY + 4;
    private static final int SOCKET = BODY + 8;
    private static final int BYTES = BODY + 56;

    // struct inet_diag_req: family, two lengths of prefixes, extensions, socket, states, and a number nobody reads
    private static final int OLD_EXTENSIONS = BODY + 3;
    private static final int OLD_SOCKET = BODY + 4;
    private static final int OLD_STATES = BODY + 52;
    private static final int OLD_BYTES = BODY + 60;

    // struct inet_diag_sockid, within both
    private static final int LOCAL_PORT = 0;
    private static final int REMOTE_PORT = 2;
    private static final int LOCAL_ADDRESS = 4;
    private static final int REMOTE_ADDRESS = 20;
    private static final int INTERFACE = 36;
    private static final int COOKIE_LOW = 40;
    private static final int COOKIE_HIGH = 44;

    /** Bit INET_DIAG_INFO - 1. */
    private static final byte WITH_INFO = 1 << 1;

    private static final short INET_DIAG_REQ_BYTECODE = 1;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int MOST_BYTES = 4096;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(MOST_BYTES).order(ByteOrder.nativeOrder());
    private int sequence;

    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return bytes.getInt(NetlinkMessages.LENGTH);
    }

    short type() {
        return bytes.getShort(NetlinkMessages.TYPE);
    }

    int sequence() {
        return sequence;
    }

    boolean isDump() {
        return (bytes.getShort(NetlinkMessages.FLAGS) & NetlinkMessages.FLAG_DUMP) != 0;
    }

    /** Asks for the sockets of all address families. */
    void dump(SocketFilter filter) {
        begin(TCPDIAG_GETSOCK, NetlinkMessages.FLAG_DUMP, OLD_BYTES);
        bytes.put(OLD_EXTENSIONS, filter.measured() ? WITH_INFO : 0).putInt(OLD_STATES, filter.states());
        putPorts(OLD_SOCKET, filter.ports());
    }

    /** Asks for the sockets of one address family. */
    void dump(int family, SocketFilter filter) {
        begin(SOCK_DIAG_BY_FAMILY, NetlinkMessages.FLAG_DUMP, BYTES);
        bytes.put(FAMILY, (byte) family).put(PROTOCOL, (byte) IPPROTO_TCP);
        bytes.put(EXTENSIONS, filter.measured() ? WITH_INFO : 0).putInt(STATES, filter.states());
        putPorts(SOCKET, filter.ports());
    }

    /** Asks for one connection, in whatever state it is. */
    void find(InetSocketAddress local, InetSocketAddress remote, int boundInterface, long cookie) {
        boolean ipv4 = AddressBits.isIpv4(AddressBits.high(local.getAddress()), AddressBits.low(local.getAddress()));
        begin(SOCK_DIAG_BY_FAMILY, 0, BYTES);
        bytes.put(FAMILY, (byte) (ipv4 ? AF_INET : AF_INET6)).put(PROTOCOL, (byte) IPPROTO_TCP);
        bytes.put(EXTENSIONS, WITH_INFO).putInt(STATES, -1);
        putEnd(SOCKET + LOCAL_PORT, SOCKET + LOCAL_ADDRESS, local, ipv4);
        putEnd(SOCKET + REMOTE_PORT, SOCKET + REMOTE_ADDRESS, remote, ipv4);
        bytes.putInt(SOCKET + INTERFACE, boundInterface);
        bytes.putInt(SOCKET + COOKIE_LOW, (int) cookie).putInt(SOCKET + COOKIE_HIGH, (int) (cookie >>> Integer.SIZE));
    }

    private void begin(short type, int flags, int length) {
        for (int i = 0; i < length; i++) {
            bytes.put(i, (byte) 0);
        }
        sequence++;
        bytes.putInt(NetlinkMessages.LENGTH, length)
                .putShort(NetlinkMessages.TYPE, type)
                .putShort(NetlinkMessages.FLAGS, (short) (NetlinkMessages.FLAG_REQUEST | flags))
                .putInt(NetlinkMessages.SEQUENCE, sequence);
    }

    /** Puts one port into the request itself, which the kernel compares fastest, and several into a program behind. */
    private void putPorts(int socket, PortFilter ports) {
        if (ports.singlePort() != 0) {
            bytes.putShort(socket + LOCAL_PORT, (short) NetlinkMessages.bigEndian((short) ports.singlePort()));
            return;
        }
        int end = length();
        int attributeBytes = ATTRIBUTE_HEADER_BYTES + ports.length();
        bytes.position(end);
        bytes.putShort((short) attributeBytes).putShort(INET_DIAG_REQ_BYTECODE);
        ports.writeTo(bytes);
        bytes.position(0);
        bytes.putInt(NetlinkMessages.LENGTH, end + attributeBytes);
    }

    private void putEnd(int portField, int addressField, InetSocketAddress end, boolean ipv4) {
        long high = AddressBits.high(end.getAddress());
        long low = AddressBits.low(end.getAddress());
        bytes.putShort(portField, (short) NetlinkMessages.bigEndian((short) end.getPort()));
        if (ipv4) {
            bytes.putInt(addressField, NetlinkMessages.bigEndian((int) low));
        } else {
            bytes.putLong(addressField, NetlinkMessages.bigEndian(high));
            bytes.putLong(addressField + Long.BYTES, NetlinkMessages.bigEndian(low));
        }
    }
}
