package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A socket of unix(7) that takes datagrams, as a service manager has one. For one thread. */
public final class DatagramReceiver implements AutoCloseable {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int LONGEST_MESSAGE_BYTES = 4096;

    private final LibC libC;
    private final OwnedDescriptor socket;
    private final List<String> heard = new ArrayList<>();

    private DatagramReceiver(LibC libC, OwnedDescriptor socket) {
        this.libC = libC;
        this.socket = socket;
    }

    /**
     * Listens.
     *
     * @param name a path, or a name of the abstract namespace behind {@code @}
     * @return the receiver
     */
    public static DatagramReceiver at(String name) throws NativeAccessException, SystemCallException {
        LibC libC = SystemCalls.load();
        int flags = SOCK_DGRAM | DescriptorFlags.CLOEXEC | DescriptorFlags.NONBLOCK;
        OwnedDescriptor socket = new OwnedDescriptor(
                libC, SystemCalls.check(libC.socket(AF_UNIX, flags, 0), "socket(AF_UNIX)"), "receiver");
        ByteBuffer address = UnixDatagram.address(name);
        SystemCalls.check(libC.bind(socket.number(), address, address.limit()), "bind to " + name);
        return new DatagramReceiver(libC, socket);
    }

    /**
     * Returns what was heard so far, without what ends each message.
     *
     * @return the messages, the first one first
     */
    public List<String> heard() {
        ByteBuffer message = ByteBuffer.allocateDirect(LONGEST_MESSAGE_BYTES);
        long length = libC.recv(socket.number(), message, LONGEST_MESSAGE_BYTES, 0);
        while (length >= 0) {
            byte[] bytes = new byte[(int) length];
            message.get(0, bytes);
            heard.add(new String(bytes, StandardCharsets.UTF_8).strip());
            length = libC.recv(socket.number(), message, LONGEST_MESSAGE_BYTES, 0);
        }
        return List.copyOf(heard);
    }

    @Override
    public void close() {
        socket.close();
    }
}
