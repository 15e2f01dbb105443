package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** The network namespace that this thread is in, network_namespaces(7). */
public final class NamespaceCookie {

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | DescriptorFlags.CLOEXEC; // include/linux/net.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_NETNS_COOKIE = 71; // include/uapi/asm-generic/socket.h, from Linux 5.14 on

    private NamespaceCookie() {}

    /**
     * Returns the number that tells this namespace from every other one on the machine.
     *
     * @param libC the C library
     * @return the cookie; empty on kernels that do not tell it (before Linux 5.14)
     * @throws SystemCallException if no socket can be made to ask with
     */
    public static OptionalLong ofThisThread(LibC libC) throws SystemCallException {
        int number = SystemCalls.check(libC.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0), "socket(AF_INET, SOCK_DGRAM)");
        try (OwnedDescriptor socket = new OwnedDescriptor(libC, number, "socket")) {
            ByteBuffer value = NativeMemory.allocate(Long.BYTES);
            ByteBuffer length = NativeMemory.allocate(Integer.BYTES).putInt(0, Long.BYTES);
            int answer = libC.getsockopt(socket.number(), SOL_SOCKET, SO_NETNS_COOKIE, value, length);
            return answer == 0 ? OptionalLong.of(value.getLong(0)) : OptionalLong.empty();
        }
    }
}
