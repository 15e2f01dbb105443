package dev.lull.proxy;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NativeBuffer;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.internal.linux.TcpSockets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A client that asks to be connected and does not hear the answer, so that its handshake stays in progress. */
final class DeafClient implements AutoCloseable {

    // include/uapi/asm-generic/socket.h, and include/uapi/linux/bpf_common.h: BPF_RET | BPF_K, with no byte to keep
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_DETACH_FILTER = 27;
    private static final short RETURN = 0x06;

    private final LibC libC;
    private final OwnedDescriptor socket;

    DeafClient(InetSocketAddress to) throws Exception {
        libC = SystemCalls.load();
        TcpSockets sockets = new TcpSockets(libC);
        socket = sockets.own(sockets.open(to), "deaf client");
        NativeBuffer dropAll = new NativeBuffer(Long.BYTES);
        dropAll.bytes().putShort(0, RETURN);
        ByteBuffer filter = ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.nativeOrder());
        filter.putShort(0, (short) 1).putLong(Long.BYTES, dropAll.address());
        SystemCalls.check(
                libC.setsockopt(socket.number(), SOL_SOCKET, SO_ATTACH_FILTER, filter, filter.capacity()),
                "setsockopt(SO_ATTACH_FILTER)");
        int answer = sockets.connect(socket.number(), to);
        if (answer != -Errno.EINPROGRESS) {
            throw new AssertionError("connect: " + answer);
        }
    }

    /** Hears the next answer: the service's kernel gives it again after a second. */
    void hear() throws Exception {
        ByteBuffer nothing = ByteBuffer.allocateDirect(Integer.BYTES);
        SystemCalls.check(
                libC.setsockopt(socket.number(), SOL_SOCKET, SO_DETACH_FILTER, nothing, nothing.capacity()),
                "setsockopt(SO_DETACH_FILTER)");
    }

    @Override
    public void close() {
        socket.close();
    }
}
