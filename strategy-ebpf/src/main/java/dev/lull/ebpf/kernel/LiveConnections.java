package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.SystemCallException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The open connections as the kernel program keeps them, by socket cookie. Safe for use by any thread. */
public final class LiveConnections {

    private static final int BATCH = 512;

    // union bpf_attr for BPF_MAP_*_BATCH
    private static final int BATCH_BYTES = 56;
    private static final int BATCH_IN = 0;
    private static final int BATCH_OUT = 8;
    private static final int BATCH_KEYS = 16;
    private static final int BATCH_VALUES = 24;
    private static final int BATCH_COUNT = 32;
    private static final int BATCH_MAP = 36;

    private final Kernel kernel;
    private final BpfMap map;
    private final ByteBuffer key = NativeMemory.allocate(Long.BYTES);
    private final ByteBuffer value = NativeMemory.allocate(KernelConnection.BYTES);
    private final ByteBuffer keys = NativeMemory.allocate(BATCH * Long.BYTES);
    private final ByteBuffer values = NativeMemory.allocate(BATCH * KernelConnection.BYTES);
    private final ByteBuffer position = NativeMemory.allocate(Long.BYTES);

    LiveConnections(Kernel kernel, BpfMap map) {
        this.kernel = kernel;
        this.map = map;
    }

    /**
     * Lists them. One that is open all the while is in the list.
     *
     * @return the connections by socket cookie
     * @throws SystemCallException if the kernel refuses
     */
    public synchronized Map<Long, KernelConnection> list() throws SystemCallException {
        Map<Long, KernelConnection> found = new HashMap<>();
        ByteBuffer attributes = NativeMemory.allocate(BATCH_BYTES)
                .putLong(BATCH_OUT, NativeMemory.address(position))
                .putLong(BATCH_KEYS, NativeMemory.address(keys))
                .putLong(BATCH_VALUES, NativeMemory.address(values))
                .putInt(BATCH_MAP, map.descriptor().number());
        boolean more = true;
        while (more) {
            more = nextBatch(attributes);
            int count = attributes.getInt(BATCH_COUNT);
            for (int i = 0; i < count; i++) {
                found.put(keys.getLong(i * Long.BYTES), KernelConnection.read(values, i * KernelConnection.BYTES));
            }
            attributes.putLong(BATCH_IN, NativeMemory.address(position));
        }
        return found;
    }

    private boolean nextBatch(ByteBuffer attributes) throws SystemCallException {
        attributes.putInt(BATCH_COUNT, BATCH);
        try {
            kernel.bpf()
                    .call(BpfCommand.MAP_LOOKUP_BATCH, attributes, map.shape().name());
            return true;
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENOENT) { // the last batch comes with it
                return false;
            }
            throw e;
        }
    }

    /**
     * Adds one unless it is there.
     *
     * @param cookie the socket's
     * @param connection the connection
     * @return whether it was added
     * @throws SystemCallException if the kernel refuses
     */
    public synchronized boolean add(long cookie, KernelConnection connection) throws SystemCallException {
        connection.write(value);
        return map.putIfAbsent(key.putLong(0, cookie), value);
    }

    /**
     * Takes one out.
     *
     * @param cookie the socket's
     * @return whether it was there
     * @throws SystemCallException if the kernel refuses
     */
    public synchronized boolean remove(long cookie) throws SystemCallException {
        return map.remove(key.putLong(0, cookie));
    }
}
