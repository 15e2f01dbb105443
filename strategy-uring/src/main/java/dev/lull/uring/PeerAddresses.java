package dev.lull.uring;

import dev.lull.internal.linux.SocketAddresses;
import io.netty.channel.unix.Buffer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the kernel writes whom it has accepted: asked for afterwards, one that was reset meanwhile has no address any
 * more, and would not be counted. The memory is held until {@link #release}, whoever forgets the listener: a write that
 * comes later must not find it somebody else's.
 */
final class PeerAddresses {

    private static final int ROOM = 32;
    private static final int LENGTH_OFFSET = 28; // behind the largest address, struct sockaddr_in6

    private static final Set<PeerAddresses> IN_USE = ConcurrentHashMap.newKeySet();

    private final ByteBuffer[] slots;
    private final long[] addresses;

    PeerAddresses(int count) {
        slots = new ByteBuffer[count];
        addresses = new long[count];
        for (int i = 0; i < count; i++) {
            slots[i] = ByteBuffer.allocateDirect(ROOM).order(ByteOrder.nativeOrder());
            addresses[i] = Buffer.memoryAddress(slots[i]);
        }
        IN_USE.add(this);
    }

    /** Makes room for an address; answers where. */
    long prepare(int slot) {
        slots[slot].order(ByteOrder.nativeOrder()).putInt(LENGTH_OFFSET, SocketAddresses.MAX_LENGTH);
        return addresses[slot];
    }

    /** Where the room for an address says how much it is. */
    static long lengthOf(long address) {
        return address + LENGTH_OFFSET;
    }

    InetSocketAddress read(int slot) {
        return SocketAddresses.read(slots[slot]);
    }

    /** No operation uses them any more. */
    void release() {
        IN_USE.remove(this);
    }
}
