package dev.lull.internal.linux;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** Finds the descriptors of this process's own listening sockets, which {@code java.nio} does not show. */
public final class OwnListeners {

    /** This process's descriptors, by number (proc_pid_fd(5)). */
    private static final File DESCRIPTORS = new File("/proc/self/fd");

    // include/uapi/asm-generic/socket.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_ACCEPTCONN = 30;

    private OwnListeners() {}

    /**
     * Finds the descriptor of the socket that listens at an address.
     *
     * @param libC the C library
     * @param local where it listens, as its channel says
     * @return the channel's own to close; empty if there is none
     */
    public static OptionalInt at(LibC libC, InetSocketAddress local) {
        String[] names = DESCRIPTORS.list();
        if (names != null) {
            for (String name : names) {
                int fd = Integer.parseInt(name);
                if (listens(libC, fd) && isAt(libC, fd, local)) {
                    return OptionalInt.of(fd);
                }
            }
        }
        return OptionalInt.empty();
    }

    private static boolean listens(LibC libC, int fd) {
        ByteBuffer value = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        ByteBuffer length = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        length.putInt(0, Integer.BYTES);
        return libC.getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, value, length) == 0 && value.getInt(0) == 1;
    }

    private static boolean isAt(LibC libC, int fd, InetSocketAddress local) {
        try {
            InetSocketAddress here = new TcpSockets(libC).localAddress(fd);
            return here.getPort() == local.getPort()
                    && (here.getAddress().equals(local.getAddress())
                            || (here.getAddress().isAnyLocalAddress()
                                    && local.getAddress().isAnyLocalAddress()));
        } catch (SystemCallException | IllegalArgumentException e) {
            return false;
        }
    }
}
