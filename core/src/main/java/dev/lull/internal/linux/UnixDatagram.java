package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Sends a datagram to a socket of unix(7), which Java has for streams only. Each one has a socket of its own, so that the
 * receiver may go and come back. Safe for use by any thread.
 */
public final class UnixDatagram {

    // include/linux/socket.h, include/linux/net.h and include/uapi/asm-generic/socket.h
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDTIMEO = 21;

    private static final int FAMILY_LENGTH = 2;

    /** {@code UNIX_PATH_MAX} of include/uapi/linux/un.h. */
    private static final int MOST_NAME_BYTES = 108;

    /** For how long a receiver with a full queue is waited for. */
    private static final long SEND_TIMEOUT_SECONDS = 2;

    private UnixDatagram() {}

    /**
     * Sends one.
     *
     * @param libC the C library
     * @param name a path, or a name of the abstract namespace behind {@code @}; at most 107 bytes
     * @param message the datagram
     * @throws SystemCallException if nobody is there, or does not take it within two seconds
     * @throws IllegalArgumentException if the name is too long
     */
    public static void send(LibC libC, String name, byte[] message) throws SystemCallException {
        int fd = SystemCalls.check(libC.socket(AF_UNIX, SOCK_DGRAM | DescriptorFlags.CLOEXEC, 0), "socket(AF_UNIX)");
        try (OwnedDescriptor socket = new OwnedDescriptor(libC, fd, "datagram socket")) {
            ByteBuffer timeout = ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.nativeOrder());
            timeout.putLong(0, SEND_TIMEOUT_SECONDS).putLong(Long.BYTES, 0);
            int number = socket.number();
            SystemCalls.check(
                    libC.setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, timeout, timeout.capacity()),
                    "setsockopt(SO_SNDTIMEO)");
            ByteBuffer address = address(name);
            SystemCalls.check(libC.connect(number, address, address.limit()), "connect to " + name);
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(message.length).put(message).flip();
            SystemCalls.check(libC.send(number, bytes, message.length, MSG_NOSIGNAL), "send to " + name);
        }
    }

    /**
     * Writes {@code struct sockaddr_un}.
     *
     * @param name as for {@link #send}
     * @return the structure, from index 0 to the limit
     * @throws IllegalArgumentException if the name is too long
     */
    static ByteBuffer address(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length >= MOST_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" has " + bytes.length + " bytes, expected 1 to " + (MOST_NAME_BYTES - 1));
        }
        boolean isAbstract = bytes[0] == '@';
        if (isAbstract) {
            bytes[0] = 0;
        }
        // A path ends with a zero byte, a name of the abstract namespace where the structure does.
        int length = FAMILY_LENGTH + bytes.length + (isAbstract ? 0 : 1);
        ByteBuffer address = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
        return address.putShort(0, (short) AF_UNIX).put(FAMILY_LENGTH, bytes);
    }
}
