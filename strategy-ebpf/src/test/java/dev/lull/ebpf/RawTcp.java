package dev.lull.ebpf;

import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.internal.linux.TcpSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Sockets with options that Java does not know. */
final class RawTcp {

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_DEFER_ACCEPT = 9; // include/uapi/linux/tcp.h

    private RawTcp() {}

    /**
     * Listens, and leaves a handshake unfinished until its client has sent something: tcp(7), TCP_DEFER_ACCEPT. The client
     * takes itself for connected.
     */
    static OwnedDescriptor listenAndDeferHandshakes(LibC libC, InetSocketAddress where) throws IOException {
        OwnedDescriptor listener = new TcpSockets(libC).listen(where, 16, new TcpSockets.KeepAlive(60, 15, 4));
        option(
                libC,
                listener.number(),
                IPPROTO_TCP,
                TCP_DEFER_ACCEPT,
                NativeMemory.allocate(4).putInt(0, 30));
        return listener;
    }

    /** Begins to connect with packets that have an option of IP set; does not wait. */
    static OwnedDescriptor knock(LibC libC, InetSocketAddress to, int level, int option, byte[] value)
            throws IOException {
        TcpSockets sockets = new TcpSockets(libC);
        OwnedDescriptor client = sockets.own(SystemCalls.check(sockets.open(to), "socket"), "client");
        option(libC, client.number(), level, option, NativeMemory.copyOf(value));
        int ignored = sockets.connect(client.number(), to);
        return client;
    }

    private static void option(LibC libC, int socket, int level, int option, ByteBuffer value)
            throws SystemCallException {
        SystemCalls.check(
                libC.setsockopt(socket, level, option, value, value.capacity()), "setsockopt(" + option + ")");
    }
}
