package dev.lull.ebpf.kernel;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * The kernel's own type information as {@code /sys/kernel/btf/vmlinux} has it (Documentation/bpf/btf.rst), read for one
 * thing: the number of a function's type.
 */
final class VmlinuxBtf {

    private static final int MAGIC = 0xeB9F;
    private static final int HEADER_LENGTH = 4;
    private static final int TYPES_OFFSET = 8;
    private static final int TYPES_LENGTH = 12;
    private static final int STRINGS_OFFSET = 16;
    private static final int TYPE_BYTES = 12;
    private static final int KIND_FUNCTION = 12;

    /** How many bytes follow a type of each kind, by its number; negative: for each of its members. */
    private static final int[] MORE_BYTES = {0, 4, 0, 12, -12, -12, -8, 0, 0, 0, 0, 0, 0, -8, 4, -12, 0, 4, 0, -12};

    private VmlinuxBtf() {}

    /** The number of a function's type, or empty if there is none or the text cannot be understood. */
    static OptionalInt functionId(byte[] btf, String name) {
        ByteBuffer bytes = ByteBuffer.wrap(btf).order(ByteOrder.nativeOrder());
        try {
            return Short.toUnsignedInt(bytes.getShort(0)) == MAGIC ? find(bytes, name) : OptionalInt.empty();
        } catch (IndexOutOfBoundsException | BufferUnderflowException cutOff) {
            return OptionalInt.empty();
        }
    }

    private static OptionalInt find(ByteBuffer bytes, String name) {
        byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        int header = bytes.getInt(HEADER_LENGTH);
        int strings = header + bytes.getInt(STRINGS_OFFSET);
        int at = header + bytes.getInt(TYPES_OFFSET);
        int end = at + bytes.getInt(TYPES_LENGTH);
        for (int id = 1; at < end; id++) {
            int info = bytes.getInt(at + Integer.BYTES);
            int kind = info >>> 24 & 0x1f;
            if (kind >= MORE_BYTES.length) {
                return OptionalInt.empty(); // a newer kind, of a length that is not known here
            }
            if (kind == KIND_FUNCTION && isAt(bytes, strings + bytes.getInt(at), wanted)) {
                return OptionalInt.of(id);
            }
            int members = info & 0xffff;
            int more = MORE_BYTES[kind];
            at += TYPE_BYTES + (more < 0 ? -more * members : more);
        }
        return OptionalInt.empty();
    }

    private static boolean isAt(ByteBuffer bytes, int offset, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (bytes.get(offset + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
