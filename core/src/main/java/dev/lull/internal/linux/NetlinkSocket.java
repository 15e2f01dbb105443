package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A netlink socket (netlink(7)). It belongs to the network namespace that its opening thread was in, and stays there.
 * Not safe for use by several threads, but for {@link #close()}.
 */
final class NetlinkSocket implements NetlinkTransport {

    /** include/uapi/linux/netlink.h. */
    static final int NETLINK_SOCK_DIAG = 4;

    // include/linux/socket.h, include/linux/net.h, and include/uapi/asm-generic/socket.h: the numbers of x86-64 and
    // arm64.
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int MSG_TRUNC = 0x20;

    /** The kernel answers a dump within send(2) and recv(2); only something that is not Linux lets one wait. */
    private static final long RECEIVE_TIMEOUT_SECONDS = 5;

    private final LibC libC;
    private final OwnedDescriptor descriptor;

    private NetlinkSocket(LibC libC, OwnedDescriptor descriptor) {
        this.libC = libC;
        this.descriptor = descriptor;
    }

    static NetlinkSocket open(LibC libC, int protocol) throws SystemCallException {
        int number = SystemCalls.check(
                libC.socket(AF_NETLINK, SOCK_RAW | DescriptorFlags.CLOEXEC, protocol),
                "socket(AF_NETLINK, SOCK_RAW, " + protocol + ")");
        OwnedDescriptor descriptor = new OwnedDescriptor(libC, number, "netlink socket");
        try {
            int timevalBytes = 2 * Long.BYTES; // struct timeval: seconds, microseconds
            ByteBuffer timeout = ByteBuffer.allocateDirect(timevalBytes).order(ByteOrder.nativeOrder());
            timeout.putLong(0, RECEIVE_TIMEOUT_SECONDS);
            SystemCalls.check(
                    libC.setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, timeout, timevalBytes),
                    "setsockopt(netlink socket, SO_RCVTIMEO)");
            return new NetlinkSocket(libC, descriptor);
        } catch (SystemCallException | RuntimeException | Error e) {
            descriptor.close();
            throw e;
        }
    }

    @Override
    public void send(ByteBuffer request, int length) throws SystemCallException {
        while (libC.send(descriptor.number(), request, length, 0) < 0) {
            if (SystemCalls.lastErrno() != Errno.EINTR) {
                throw SystemCalls.failed("send(netlink socket)");
            }
        }
    }

    @Override
    public int receive(ByteBuffer reply) throws SystemCallException {
        while (true) {
            long received = libC.recv(descriptor.number(), reply, reply.capacity(), MSG_TRUNC);
            if (received >= 0) {
                return (int) received;
            }
            if (SystemCalls.lastErrno() != Errno.EINTR) {
                throw SystemCalls.failed("recv(netlink socket)");
            }
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
