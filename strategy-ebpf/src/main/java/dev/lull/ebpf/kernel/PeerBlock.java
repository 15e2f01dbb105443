package dev.lull.ebpf.kernel;

import dev.lull.Cidr;
import dev.lull.internal.linux.NativeMemory;
import java.nio.ByteBuffer;

/** A block of peers whose connections are refused: {@code struct block} of lull.bpf.c. */
final class PeerBlock {

    static final int LENGTH = 0;
    static final int SLOT = 4;
    static final int ADDRESS = 8;
    static final int BYTES = 24;

    private PeerBlock() {}

    static ByteBuffer toBytes(Cidr block) {
        byte[] address = block.network().getAddress();
        Steering.Slot slot = address.length == Integer.BYTES ? Steering.Slot.IPV4 : Steering.Slot.IPV6;
        ByteBuffer bytes = NativeMemory.allocate(BYTES);
        bytes.putInt(LENGTH, (ADDRESS - SLOT) * Byte.SIZE + block.prefixLength());
        bytes.putInt(SLOT, slot.number());
        bytes.put(ADDRESS, address);
        return bytes;
    }
}
