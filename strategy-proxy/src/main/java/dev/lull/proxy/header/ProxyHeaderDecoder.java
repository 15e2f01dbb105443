package dev.lull.proxy.header;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Looks for a header at the beginning of what a peer sent. Keeps nothing: ask again when more has arrived. */
public final class ProxyHeaderDecoder {

    /** The most that a header may take: room for version 2's additions, and not for an attack. */
    public static final int MAX_LENGTH = 8 * 1024;

    /** Version 1's longest line, with its CR and LF (section 2.1). */
    static final int V1_MAX_LENGTH = 107;

    /** How version 2 begins (section 2.2). */
    static final byte[] V2_SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    static final int V2_FIXED_LENGTH = 16;
    static final byte[] V1_PREFIX = {'P', 'R', 'O', 'X', 'Y', ' '};

    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int HIGHEST_FAMILY = 3; // AF_UNIX
    private static final int HIGHEST_TRANSPORT = 2; // datagrams

    private ProxyHeaderDecoder() {}

    /** What was found. */
    public sealed interface Result {
        /**
         * A whole header.
         *
         * @param header what it says
         * @param length how many bytes it took; what follows is the client's
         */
        record Found(ProxyHeader header, int length) implements Result {}

        /** It may become a header: more is needed. */
        record Incomplete() implements Result {}

        /** It does not begin as a header does. */
        record Absent() implements Result {}

        /**
         * It begins as a header does, and is none.
         *
         * @param reason what is wrong, in one line
         */
        record Malformed(String reason) implements Result {}
    }

    /**
     * Looks for a header.
     *
     * @param bytes what was received, from its beginning to the limit; position and content stay as they are
     * @return what was found
     */
    public static Result decode(ByteBuffer bytes) {
        ByteBuffer view = bytes.duplicate().order(ByteOrder.BIG_ENDIAN).position(0);
        if (beginsWith(view, V2_SIGNATURE)) {
            return view.remaining() < V2_FIXED_LENGTH ? new Result.Incomplete() : version2(view);
        }
        if (beginsWith(view, V1_PREFIX)) {
            return view.remaining() < V1_PREFIX.length ? new Result.Incomplete() : version1(view);
        }
        return new Result.Absent();
    }

    /** Also true if there is too little to tell. */
    private static boolean beginsWith(ByteBuffer view, byte[] expected) {
        for (int i = 0; i < Math.min(view.remaining(), expected.length); i++) {
            if (view.get(i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static Result version2(ByteBuffer view) {
        int versionAndCommand = view.get(12) & 0xff;
        int protocol = view.get(13) & 0xff;
        int length = V2_FIXED_LENGTH + (view.getShort(14) & 0xffff);
        if (versionAndCommand >> 4 != 2 || (versionAndCommand & 0xf) > 1) {
            return new Result.Malformed(
                    "version and command 0x" + Integer.toHexString(versionAndCommand) + ", expected 0x20 or 0x21");
        }
        if (length > MAX_LENGTH) {
            return new Result.Malformed("a header of " + length + " bytes, expected at most " + MAX_LENGTH);
        }
        if (view.remaining() < length) {
            return new Result.Incomplete();
        }
        if ((versionAndCommand & 0xf) == 0) {
            return new Result.Found(ProxyHeader.LOCAL, length);
        }
        if (protocol >> 4 > HIGHEST_FAMILY || (protocol & 0xf) > HIGHEST_TRANSPORT) {
            return new Result.Malformed("family and transport 0x" + Integer.toHexString(protocol)
                    + ", expected one of 0x00, 0x11, 0x12, 0x21, 0x22, 0x31 and 0x32");
        }
        return proxied(view.limit(length), protocol);
    }

    private static Result proxied(ByteBuffer header, int protocol) {
        int family = protocol >> 4;
        int addressLength =
                switch (family) {
                    case 1 -> 4;
                    case 2 -> 16;
                    case 3 -> 108;
                    default -> 0;
                };
        int portLength = family == 1 || family == 2 ? 2 : 0;
        int additionsAt = V2_FIXED_LENGTH + 2 * (addressLength + portLength);
        if (header.limit() < additionsAt) {
            return new Result.Malformed("a header of " + header.limit() + " bytes, too short for its addresses");
        }
        Additions additions = new Additions(header, additionsAt);
        if (additions.areWhole()) {
            Optional<String> error = additions.checksumError();
            if (error.isPresent()) {
                return new Result.Malformed(error.get());
            }
        } else if (family != 0) { // what an unknown family puts there is to be ignored
            return new Result.Malformed("additions (TLVs) that do not end where the header does");
        }
        // Of what we do not carry the connection's own addresses are to be used, as the specification has it.
        return new Result.Found(
                protocol == TCP_OVER_IPV4 || protocol == TCP_OVER_IPV6
                        ? addresses(header, addressLength)
                        : ProxyHeader.UNKNOWN,
                header.limit());
    }

    private static ProxyHeader addresses(ByteBuffer header, int addressLength) {
        byte[] source = new byte[addressLength];
        byte[] destination = new byte[addressLength];
        header.get(V2_FIXED_LENGTH, source);
        header.get(V2_FIXED_LENGTH + addressLength, destination);
        int ports = V2_FIXED_LENGTH + 2 * addressLength;
        return ProxyHeader.of(
                socketAddress(source, header.getShort(ports)), socketAddress(destination, header.getShort(ports + 2)));
    }

    private static InetSocketAddress socketAddress(byte[] address, short port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port & 0xffff);
        } catch (UnknownHostException e) {
            throw new AssertionError("addresses of 4 and 16 bytes are always right", e);
        }
    }

    private static Result version1(ByteBuffer view) {
        int end = -1;
        for (int i = 0; i < Math.min(view.remaining(), V1_MAX_LENGTH) && end < 0; i++) {
            if (view.get(i) == '\n') {
                end = i;
            }
        }
        if (end < 0) {
            return view.remaining() < V1_MAX_LENGTH
                    ? new Result.Incomplete()
                    : new Result.Malformed("a line of more than " + V1_MAX_LENGTH + " bytes");
        }
        if (view.get(end - 1) != '\r') {
            return new Result.Malformed("a line that ends without CR");
        }
        StringBuilder line = new StringBuilder(end);
        for (int i = 0; i < end - 1; i++) {
            line.append((char) (view.get(i) & 0xff));
        }
        return V1Line.parse(line.toString(), end + 1);
    }
}
