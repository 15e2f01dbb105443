package dev.lull.internal.linux;

import java.nio.ByteOrder;

/** The format that all netlink messages share (include/uapi/linux/netlink.h). Numbers are in the machine's own order. */
final class NetlinkMessages {

    // struct nlmsghdr
    static final int LENGTH = 0;
    static final int TYPE = 4;
    static final int FLAGS = 6;
    static final int SEQUENCE = 8;
    static final int HEADER_BYTES = 16;

    static final int TYPE_ERROR = 2;
    static final int TYPE_DONE = 3;

    static final int FLAG_REQUEST = 0x1;
    static final int FLAG_DUMP = 0x300;
    /** The kernel's table changed under the dump: it may be incomplete. */
    static final int FLAG_DUMP_INTERRUPTED = 0x10;

    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private NetlinkMessages() {}

    /** Messages and attributes begin at multiples of 4. */
    static int align(int length) {
        return (length + 3) & ~3;
    }

    /** A 16-bit field in network order, read in native order or to be written so. */
    static int bigEndian(short field) {
        return Short.toUnsignedInt(SWAP ? Short.reverseBytes(field) : field);
    }

    /** A 32-bit field in network order, read in native order or to be written so. */
    static int bigEndian(int field) {
        return SWAP ? Integer.reverseBytes(field) : field;
    }

    /** A 64-bit field in network order, read in native order or to be written so. */
    static long bigEndian(long field) {
        return SWAP ? Long.reverseBytes(field) : field;
    }
}
