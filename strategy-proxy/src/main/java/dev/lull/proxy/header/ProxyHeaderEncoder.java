package dev.lull.proxy.header;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes headers. */
public final class ProxyHeaderEncoder {

    private static final int PROXY_COMMAND = 0x21;
    private static final int LOCAL_COMMAND = 0x20;

    private ProxyHeaderEncoder() {}

    /**
     * Writes version 1. It knows no LOCAL, so that becomes UNKNOWN, as do addresses of two families; a receiver takes
     * either for a client's connection.
     *
     * @param header what to say
     * @return the line, ready to be sent
     */
    public static ByteBuffer version1(ProxyHeader header) {
        String line = header.ends()
                .filter(ends -> isInet6(ends.client().getAddress())
                        == isInet6(ends.proxy().getAddress()))
                .map(ends -> "PROXY " + (isInet6(ends.client().getAddress()) ? "TCP6 " : "TCP4 ")
                        + text(ends.client().getAddress()) + " "
                        + text(ends.proxy().getAddress()) + " "
                        + ends.client().getPort() + " " + ends.proxy().getPort() + "\r\n")
                .orElse("PROXY UNKNOWN\r\n");
        return ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Writes version 2. Addresses of two families are both written as IPv6, the other one mapped.
     *
     * @param header what to say
     * @return the header, ready to be sent
     */
    public static ByteBuffer version2(ProxyHeader header) {
        if (header.ends().isEmpty()) {
            int command = header.kind() == ProxyHeader.Kind.LOCAL ? LOCAL_COMMAND : PROXY_COMMAND;
            return fixed(command, 0, 0).flip();
        }
        ProxyHeader.Ends ends = header.ends().get();
        boolean inet6 =
                isInet6(ends.client().getAddress()) || isInet6(ends.proxy().getAddress());
        return fixed(PROXY_COMMAND, inet6 ? 0x21 : 0x11, inet6 ? 36 : 12)
                .put(raw(ends.client().getAddress(), inet6))
                .put(raw(ends.proxy().getAddress(), inet6))
                .putShort((short) ends.client().getPort())
                .putShort((short) ends.proxy().getPort())
                .flip();
    }

    private static ByteBuffer fixed(int command, int protocol, int length) {
        return ByteBuffer.allocate(ProxyHeaderDecoder.V2_FIXED_LENGTH + length)
                .put(ProxyHeaderDecoder.V2_SIGNATURE)
                .put((byte) command)
                .put((byte) protocol)
                .putShort((short) length);
    }

    private static boolean isInet6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    /** Without the scope that Java appends. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private static byte[] raw(InetAddress address, boolean inet6) {
        byte[] raw = address.getAddress();
        if (!inet6 || raw.length == 16) {
            return raw;
        }
        return ByteBuffer.allocate(16)
                .putLong(0)
                .putShort((short) 0)
                .putShort((short) 0xffff)
                .put(raw)
                .array();
    }
}
