package dev.lull.internal.linux;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes and reads {@code struct sockaddr_in} and {@code struct sockaddr_in6} (ip(7), ipv6(7); family in the machine's
 * byte order, port and addresses in the network's).
 */
public final class SocketAddresses {

    /** IPv4. */
    public static final int AF_INET = 2;
    /** IPv6. */
    public static final int AF_INET6 = 10;
    /** Room for either structure. */
    public static final int MAX_LENGTH = 28;

    private static final int LENGTH_INET = 16;
    private static final int LENGTH_INET6 = 28;
    private static final int PORT_OFFSET = 2;
    private static final int INET_ADDRESS_OFFSET = 4;
    private static final int INET6_ADDRESS_OFFSET = 8;
    private static final int INET6_SCOPE_OFFSET = 24;

    private SocketAddresses() {}

    /**
     * Tells which family an address is of.
     *
     * @param address a resolved address
     * @return {@link #AF_INET} or {@link #AF_INET6}
     */
    public static int family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address ? AF_INET : AF_INET6;
    }

    /**
     * Tells of which family a socket is to be that listens at an address. At {@code ::} it is IPv6's, which takes IPv4 as
     * well; where the kernel has no IPv6 ({@code EAFNOSUPPORT}), IPv4's.
     *
     * @param where a resolved address
     * @return the families to try, one after the other
     */
    public static List<Integer> familiesToListen(InetSocketAddress where) {
        int family = family(where);
        return family == AF_INET6 && where.getAddress().isAnyLocalAddress()
                ? List.of(AF_INET6, AF_INET)
                : List.of(family);
    }

    /**
     * Writes an address at a buffer's index 0.
     *
     * @param address a resolved address
     * @param family the socket's family; an IPv4 address for an IPv6 socket is written as IPv4-mapped
     * @param into room for {@link #MAX_LENGTH} bytes
     * @return the structure's length
     */
    public static int write(InetSocketAddress address, int family, ByteBuffer into) {
        into.clear();
        into.order(ByteOrder.nativeOrder()).putShort(0, (short) family);
        into.order(ByteOrder.BIG_ENDIAN).putShort(PORT_OFFSET, (short) address.getPort());
        InetAddress host = address.getAddress();
        byte[] raw = host.getAddress();
        if (family == AF_INET) {
            into.put(INET_ADDRESS_OFFSET, host.isAnyLocalAddress() ? new byte[4] : raw);
            into.putLong(INET_ADDRESS_OFFSET + 4, 0);
            return LENGTH_INET;
        }
        into.putInt(4, 0);
        into.put(INET6_ADDRESS_OFFSET, new byte[16]);
        if (raw.length == 16) {
            into.put(INET6_ADDRESS_OFFSET, raw);
        } else if (!host.isAnyLocalAddress()) {
            into.putShort(INET6_ADDRESS_OFFSET + 10, (short) 0xffff);
            into.put(INET6_ADDRESS_OFFSET + 12, raw);
        }
        int scope = host instanceof Inet6Address inet6 ? inet6.getScopeId() : 0;
        into.order(ByteOrder.nativeOrder()).putInt(INET6_SCOPE_OFFSET, scope);
        return LENGTH_INET6;
    }

    /**
     * Reads an address from a buffer's index 0; an IPv4-mapped one comes back as IPv4.
     *
     * @param from what accept4(2), getsockname(2) and the like wrote
     * @return the address
     * @throws IllegalArgumentException if it is of another family
     */
    public static InetSocketAddress read(ByteBuffer from) {
        int family = from.order(ByteOrder.nativeOrder()).getShort(0);
        int port = from.order(ByteOrder.BIG_ENDIAN).getShort(PORT_OFFSET) & 0xffff;
        try {
            if (family == AF_INET) {
                byte[] raw = new byte[4];
                from.get(INET_ADDRESS_OFFSET, raw);
                return new InetSocketAddress(InetAddress.getByAddress(raw), port);
            }
            if (family == AF_INET6) {
                byte[] raw = new byte[16];
                from.get(INET6_ADDRESS_OFFSET, raw);
                int scope = from.order(ByteOrder.nativeOrder()).getInt(INET6_SCOPE_OFFSET);
                InetAddress host =
                        scope == 0 ? InetAddress.getByAddress(raw) : Inet6Address.getByAddress(null, raw, scope);
                return new InetSocketAddress(host, port);
            }
        } catch (UnknownHostException e) {
            throw new AssertionError("addresses of 4 and 16 bytes are always right", e);
        }
        throw new IllegalArgumentException("address family " + family + ", expected AF_INET or AF_INET6");
    }
}
