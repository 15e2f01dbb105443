package dev.lull.internal.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IP address as two longs, so that thousands can be compared without an object for each: the 128 bits of an IPv6
 * address, and an IPv4 address in its v4-mapped form (RFC 4291, 2.5.5.2), so that both ways of writing one are equal.
 */
public final class AddressBits {

    private static final long MAPPED_PREFIX = 0xFFFFL << Integer.SIZE;
    private static final int IPV4_BYTES = 4;

    private AddressBits() {}

    /**
     * Returns the lower half of an IPv4 address; its upper half is 0.
     *
     * @param ipv4 the address, its first byte the highest
     * @return the lower 64 bits of the v4-mapped address
     */
    public static long lowOfIpv4(int ipv4) {
        return MAPPED_PREFIX | Integer.toUnsignedLong(ipv4);
    }

    /**
     * Returns the upper half of an address.
     *
     * @param address any address
     * @return the upper 64 bits, 0 for IPv4
     */
    public static long high(InetAddress address) {
        return high(address.getAddress());
    }

    /**
     * Returns the upper half of an address.
     *
     * @param bytes 4 or 16 bytes in network order
     * @return the upper 64 bits, 0 for IPv4
     */
    public static long high(byte[] bytes) {
        return bytes.length == IPV4_BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
    }

    /**
     * Returns the lower half of an address.
     *
     * @param address any address
     * @return the lower 64 bits of the IPv6 or v4-mapped address
     */
    public static long low(InetAddress address) {
        return low(address.getAddress());
    }

    /**
     * Returns the lower half of an address.
     *
     * @param bytes 4 or 16 bytes in network order
     * @return the lower 64 bits of the IPv6 or v4-mapped address
     */
    public static long low(byte[] bytes) {
        return bytes.length == IPV4_BYTES
                ? lowOfIpv4(ByteBuffer.wrap(bytes).getInt())
                : ByteBuffer.wrap(bytes).getLong(Long.BYTES);
    }

    /**
     * Tells whether two halves are an IPv4 address.
     *
     * @param high the upper half
     * @param low the lower half
     * @return true for a v4-mapped address
     */
    public static boolean isIpv4(long high, long low) {
        return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED_PREFIX;
    }

    /**
     * Makes the address.
     *
     * @param high the upper half
     * @param low the lower half
     * @return a new address; an IPv4 address for a v4-mapped one
     */
    public static InetAddress toAddress(long high, long low) {
        byte[] bytes =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(bytes); // gives an Inet4Address for a v4-mapped one
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }
}
