package dev.lull.proxy.header;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Version 2's additions, type-length-value vectors behind the addresses (section 2.2). All are passed over but the
 * checksum (section 2.2.3), by which a receiver that knows it must refuse a spoilt header.
 */
final class Additions {

    private static final int TYPE_CRC32C = 0x03;
    private static final int CHECKSUM_LENGTH = 4;

    private final ByteBuffer header;
    private final int start;

    /**
     * Takes a whole header.
     *
     * @param header from index 0 to its limit the header and nothing more; big-endian
     * @param start where the additions begin, at most the limit
     */
    Additions(ByteBuffer header, int start) {
        this.header = header;
        this.start = start;
    }

    /** Whether they fill the header exactly. */
    boolean areWhole() {
        int at = start;
        while (at < header.limit()) {
            at = end(at);
        }
        return at == header.limit();
    }

    /** What is wrong with the checksum; empty if it is right, or there is none. Only if they are whole. */
    Optional<String> checksumError() {
        int checksumAt = -1;
        for (int at = start; at < header.limit(); at = end(at)) {
            if ((header.get(at) & 0xff) == TYPE_CRC32C) {
                if (checksumAt >= 0) {
                    return Optional.of("two checksums");
                }
                if (end(at) - valueOf(at) != CHECKSUM_LENGTH) {
                    return Optional.of("a checksum of " + (end(at) - valueOf(at)) + " bytes, expected 4");
                }
                checksumAt = valueOf(at);
            }
        }
        return checksumAt < 0 || header.getInt(checksumAt) == checksum(checksumAt)
                ? Optional.empty()
                : Optional.of("a checksum (CRC32c) that does not fit its bytes");
    }

    /** Of the whole header, with zeros where the checksum stands. */
    private int checksum(int checksumAt) {
        CRC32C checksum = new CRC32C();
        checksum.update(header.duplicate().limit(checksumAt).position(0));
        checksum.update(new byte[CHECKSUM_LENGTH]);
        checksum.update(header.duplicate().position(checksumAt + CHECKSUM_LENGTH));
        return (int) checksum.getValue();
    }

    private static int valueOf(int at) {
        return at + 3;
    }

    /** Behind the header's limit if what is there is cut short. */
    private int end(int at) {
        return valueOf(at) > header.limit() ? Integer.MAX_VALUE : valueOf(at) + (header.getShort(at + 1) & 0xffff);
    }
}
