package dev.lull;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Describes a block of addresses, as RFC 4632 (section 3.1) and RFC 4291 (section 2.3) write it: an address and how
 * many of its leading bits matter. Immutable.
 */
public final class Cidr {

    /** Four numbers up to 255. No leading zeros: some programs read 010 as ten, others as eight (RFC 6943, 3.1.1). */
    private static final Pattern IPV4 = Pattern.compile(
            "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\\.(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern PREFIX_LENGTH = Pattern.compile("[0-9]{1,3}");
    private static final String EXPECTED = "expected an address or a block such as 10.0.0.0/8 or 2001:db8::/32";

    private final byte[] network;
    private final int prefixLength;

    private Cidr(byte[] network, int prefixLength) {
        this.network = network;
        this.prefixLength = prefixLength;
        clearHostBits(network, prefixLength);
    }

    /**
     * Parses a block. Names are not resolved; bits beyond the prefix do not matter.
     *
     * @param text such as {@code "10.0.0.0/8"}, {@code "2001:db8::/32"}, or one address alone
     * @return the block
     * @throws NullPointerException if {@code text} is null
     * @throws IllegalArgumentException if it is not of that form
     */
    public static Cidr parse(String text) {
        Objects.requireNonNull(text, "text");
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] address = address(literal, text);
        int bits = address.length * Byte.SIZE;
        if (slash < 0) {
            return new Cidr(address, bits);
        }
        // Java makes an IPv4 address of ::ffff:a.b.c.d; its prefix length still counts the 96 bits before.
        int before = literal.indexOf(':') >= 0 && bits == Integer.SIZE ? 96 : 0;
        return new Cidr(address, prefixLength(text.substring(slash + 1), before, before + bits, text) - before);
    }

    private static byte[] address(String literal, String text) {
        if (!IPV4.matcher(literal).matches() && !IPV6.matcher(literal).matches()) {
            throw new IllegalArgumentException("cidr: \"" + text + "\", " + EXPECTED);
        }
        try {
            return InetAddress.getAllByName(literal)[0].getAddress(); // a literal: nobody is asked
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("cidr: \"" + text + "\", " + EXPECTED, e);
        }
    }

    private static int prefixLength(String digits, int shortest, int longest, String text) {
        if (PREFIX_LENGTH.matcher(digits).matches()) {
            int length = Integer.parseInt(digits);
            if (length >= shortest && length <= longest) {
                return length;
            }
        }
        throw new IllegalArgumentException(
                "cidr: \"" + text + "\", expected a prefix length from " + shortest + " to " + longest);
    }

    /**
     * Tells whether an address is in the block. An IPv4 address written as IPv6 ({@code ::ffff:a.b.c.d}) is the IPv4
     * address.
     *
     * @param address the address
     * @return true if it is; false for an address of the other family
     * @throws NullPointerException if {@code address} is null
     */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address && isMapped(bytes)) {
            bytes = Arrays.copyOfRange(bytes, 12, 16);
        }
        if (bytes.length != network.length) {
            return false;
        }
        clearHostBits(bytes, prefixLength);
        return Arrays.equals(bytes, network);
    }

    /**
     * Returns the first address of the block.
     *
     * @return with all bits beyond the prefix zero
     */
    public InetAddress network() {
        try {
            return InetAddress.getByAddress(network);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes make an address", e);
        }
    }

    /**
     * Returns how many of its leading bits matter.
     *
     * @return 0 to 32 for IPv4, 0 to 128 for IPv6
     */
    public int prefixLength() {
        return prefixLength;
    }

    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }

    private static void clearHostBits(byte[] address, int prefixLength) {
        for (int i = 0; i < address.length; i++) {
            int kept = Math.max(0, Math.min(Byte.SIZE, prefixLength - i * Byte.SIZE));
            address[i] &= (byte) (0xFF << (Byte.SIZE - kept));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr cidr && prefixLength == cidr.prefixLength && Arrays.equals(network, cidr.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefixLength;
    }

    @Override
    public String toString() {
        return network().getHostAddress() + "/" + prefixLength;
    }
}
