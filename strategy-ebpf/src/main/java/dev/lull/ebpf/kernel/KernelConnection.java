package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.AddressBits;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One open connection as the kernel program keeps it: {@code struct connection} of lull.bpf.c.
 *
 * @param sinceNanos when it opened, on the kernel's clock; for an earlier one when it was found
 * @param earlierBytesIn what an earlier one had received before the monitor
 * @param earlierBytesOut what an earlier one had sent before the monitor
 * @param local the service's end
 * @param remote the peer's end
 * @param toldOf whether the kernel will tell of its end; if not, sock_diag has to be asked
 */
public record KernelConnection(
        long sinceNanos,
        long earlierBytesIn,
        long earlierBytesOut,
        InetSocketAddress local,
        InetSocketAddress remote,
        boolean toldOf) {

    static final int SINCE = 0;
    static final int EARLIER_IN = 8;
    static final int EARLIER_OUT = 16;
    static final int LOCAL = 24;
    static final int REMOTE = 40;
    static final int LOCAL_PORT = 56;
    static final int REMOTE_PORT = 58;
    static final int CALLBACKS = 61;
    static final int BYTES = 64;

    static KernelConnection read(ByteBuffer bytes, int at) {
        return new KernelConnection(
                bytes.getLong(at + SINCE),
                bytes.getLong(at + EARLIER_IN),
                bytes.getLong(at + EARLIER_OUT),
                end(bytes, at + LOCAL, at + LOCAL_PORT),
                end(bytes, at + REMOTE, at + REMOTE_PORT),
                bytes.get(at + CALLBACKS) != 0);
    }

    void write(ByteBuffer bytes) {
        bytes.putLong(SINCE, sinceNanos);
        bytes.putLong(EARLIER_IN, earlierBytesIn);
        bytes.putLong(EARLIER_OUT, earlierBytesOut);
        putEnd(bytes, LOCAL, LOCAL_PORT, local);
        putEnd(bytes, REMOTE, REMOTE_PORT, remote);
        bytes.putInt(REMOTE_PORT + Short.BYTES, 0);
        bytes.put(CALLBACKS, (byte) (toldOf ? 1 : 0));
    }

    private static InetSocketAddress end(ByteBuffer bytes, int address, int port) {
        ByteBuffer network = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
        return new InetSocketAddress(
                AddressBits.toAddress(network.getLong(address), network.getLong(address + Long.BYTES)),
                Short.toUnsignedInt(bytes.getShort(port)));
    }

    private static void putEnd(ByteBuffer bytes, int address, int port, InetSocketAddress end) {
        ByteBuffer network = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
        network.putLong(address, AddressBits.high(end.getAddress()));
        network.putLong(address + Long.BYTES, AddressBits.low(end.getAddress()));
        bytes.putShort(port, (short) end.getPort());
    }
}
