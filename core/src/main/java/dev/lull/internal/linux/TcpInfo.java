package dev.lull.internal.linux;

import java.nio.ByteBuffer;

/**
 * What the kernel knows of a TCP connection (tcp(7), TCP_INFO; struct tcp_info in include/uapi/linux/tcp.h), as far as
 * Lull asks.
 *
 * @param acknowledgedBytes how many bytes the peer's kernel has acknowledged, ever
 * @param complete whether nothing more is under way: these are all that were sent, or the connection is broken
 */
public record TcpInfo(long acknowledgedBytes, boolean complete) {

    /** The socket option, of level IPPROTO_TCP. */
    public static final int OPTION = 11;

    /** How much of the structure is needed, in bytes; Linux has had it since 4.6. */
    public static final int LENGTH = 148;

    private static final int STATE = 0;
    private static final int UNACKED = 24;
    private static final int BYTES_ACKED = 120;
    private static final int NOTSENT_BYTES = 144;

    /**
     * Reads the structure.
     *
     * @param answer from index 0, at least {@link #LENGTH} bytes, in this machine's byte order
     * @return what it says
     * @throws IndexOutOfBoundsException if it is too short
     */
    public static TcpInfo read(ByteBuffer answer) {
        boolean delivered = answer.getInt(UNACKED) == 0 && answer.getInt(NOTSENT_BYTES) == 0;
        boolean broken = answer.get(STATE) == TcpState.CLOSE;
        return new TcpInfo(answer.getLong(BYTES_ACKED), delivered || broken);
    }
}
