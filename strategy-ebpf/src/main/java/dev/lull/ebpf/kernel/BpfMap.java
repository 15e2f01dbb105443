package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The one owner of a map. Not safe for use by several threads, but for {@link #close()}. */
final class BpfMap implements AutoCloseable {

    /** BPF_ANY and BPF_NOEXIST of the update. */
    private static final long ANY = 0;

    private static final long ONLY_NEW = 1;

    private static final int NAME_BYTES = 16;

    // union bpf_attr for BPF_MAP_CREATE
    private static final int CREATE_BYTES = 72;
    private static final int CREATE_TYPE = 0;
    private static final int CREATE_KEY_SIZE = 4;
    private static final int CREATE_VALUE_SIZE = 8;
    private static final int CREATE_MAX_ENTRIES = 12;
    private static final int CREATE_FLAGS = 16;
    private static final int CREATE_NAME = 28;

    // union bpf_attr for BPF_MAP_*_ELEM
    private static final int ELEMENT_BYTES = 32;
    private static final int ELEMENT_MAP = 0;
    private static final int ELEMENT_KEY = 8;
    private static final int ELEMENT_VALUE = 16;
    private static final int ELEMENT_FLAGS = 24;

    private final Kernel kernel;
    private final MapShape shape;
    private final OwnedDescriptor descriptor;
    private final ByteBuffer element = NativeMemory.allocate(ELEMENT_BYTES);

    private BpfMap(Kernel kernel, MapShape shape, OwnedDescriptor descriptor) {
        this.kernel = kernel;
        this.shape = shape;
        this.descriptor = descriptor;
    }

    static BpfMap create(Kernel kernel, MapShape shape) throws SystemCallException {
        ByteBuffer attributes = NativeMemory.allocate(CREATE_BYTES)
                .putInt(CREATE_TYPE, shape.type())
                .putInt(CREATE_KEY_SIZE, shape.keyBytes())
                .putInt(CREATE_VALUE_SIZE, shape.valueBytes())
                .putInt(CREATE_MAX_ENTRIES, shape.entries())
                .putInt(CREATE_FLAGS, shape.flags());
        putName(attributes, CREATE_NAME, shape.name());
        int number = kernel.bpf().call(BpfCommand.MAP_CREATE, attributes, shape.name());
        return new BpfMap(kernel, shape, new OwnedDescriptor(kernel.libC(), number, "map " + shape.name()));
    }

    /** Writes an object's name: at most 15 characters and a zero (BPF_OBJ_NAME_LEN). */
    static void putName(ByteBuffer attributes, int offset, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        attributes.put(offset, bytes, 0, Math.min(bytes.length, NAME_BYTES - 1));
    }

    MapShape shape() {
        return shape;
    }

    OwnedDescriptor descriptor() {
        return descriptor;
    }

    MapUse itself() {
        return new MapUse(descriptor.number(), false);
    }

    MapUse value() {
        return new MapUse(descriptor.number(), true);
    }

    /** Writes an entry, in place of the one there may be. */
    void put(ByteBuffer key, ByteBuffer value) throws SystemCallException {
        update(key, value, ANY);
    }

    /** Writes an entry unless there is one; answers whether it did. */
    boolean putIfAbsent(ByteBuffer key, ByteBuffer value) throws SystemCallException {
        try {
            update(key, value, ONLY_NEW);
            return true;
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    private void update(ByteBuffer key, ByteBuffer value, long flags) throws SystemCallException {
        prepare(key).putLong(ELEMENT_VALUE, NativeMemory.address(value)).putLong(ELEMENT_FLAGS, flags);
        call(BpfCommand.MAP_UPDATE_ELEM, key, value);
    }

    /** Takes out an entry; answers whether there was one. */
    boolean remove(ByteBuffer key) throws SystemCallException {
        prepare(key);
        try {
            call(BpfCommand.MAP_DELETE_ELEM, key, key);
            return true;
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /** Reads an entry into {@code value}; answers whether there is one. */
    boolean get(ByteBuffer key, ByteBuffer value) throws SystemCallException {
        prepare(key).putLong(ELEMENT_VALUE, NativeMemory.address(value));
        try {
            call(BpfCommand.MAP_LOOKUP_ELEM, key, value);
            return true;
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /** The kernel has the two by their addresses alone, which keeps nobody from freeing them. */
    private void call(BpfCommand command, ByteBuffer key, ByteBuffer value) throws SystemCallException {
        try {
            kernel.bpf().call(command, element, shape.name());
        } finally {
            Reference.reachabilityFence(key);
            Reference.reachabilityFence(value);
        }
    }

    private ByteBuffer prepare(ByteBuffer key) {
        return element.putInt(ELEMENT_MAP, descriptor.number())
                .putLong(ELEMENT_KEY, NativeMemory.address(key))
                .putLong(ELEMENT_VALUE, 0)
                .putLong(ELEMENT_FLAGS, 0);
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
