package dev.lull.launcher.run;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.Handshakes;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.internal.linux.TcpSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A client on the way in that never arrives: its SYN is answered, but a filter on its own socket drops all that comes. The
 * handshake is in progress until the other side gives up (tcp(7), tcp_synack_retries: a minute), so that a door which was
 * shut meanwhile stays shut.
 */
final class UnfinishedHandshake implements AutoCloseable {

    private static final int SOL_SOCKET = 1; // include/uapi/asm-generic/socket.h
    private static final int SO_ATTACH_FILTER = 26;
    private static final short RETURN = 0x06; // BPF_RET | BPF_K of include/uapi/linux/bpf_common.h: with 0, drop
    private static final int INSTRUCTION_BYTES = 8;

    private final OwnedDescriptor client;
    private final Handshakes handshakes;

    private UnfinishedHandshake(OwnedDescriptor client, Handshakes handshakes) {
        this.client = client;
        this.handshakes = handshakes;
    }

    static UnfinishedHandshake with(InetSocketAddress service) throws IOException, NativeAccessException {
        LibC libC = SystemCalls.load();
        TcpSockets sockets = new TcpSockets(libC);
        OwnedDescriptor client = sockets.own(SystemCalls.check(sockets.open(service), "socket"), "client");
        dropAllThatComes(libC, client.number());
        int answer = sockets.connect(client.number(), service);
        if (answer != -Errno.EINPROGRESS) {
            client.close();
            throw new IOException("connect to " + service + ": expected EINPROGRESS, but got " + answer);
        }
        return new UnfinishedHandshake(
                client, new Handshakes(new TreeSet<>(Set.of(service.getPort())), Optional.of(service.getAddress())));
    }

    private static void dropAllThatComes(LibC libC, int socket) throws IOException {
        ByteBuffer drop = NativeMemory.allocate(INSTRUCTION_BYTES).putShort(0, RETURN);
        ByteBuffer program = NativeMemory.allocate(2 * Long.BYTES)
                .putShort(0, (short) 1)
                .putLong(Long.BYTES, NativeMemory.address(drop));
        SystemCalls.check(
                libC.setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, program, program.capacity()),
                "setsockopt(SO_ATTACH_FILTER) of " + drop.capacity() + " bytes");
    }

    boolean isInProgress() {
        try {
            return handshakes.inProgress().isPresent();
        } catch (dev.lull.spi.UnreadableException e) {
            return false;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
