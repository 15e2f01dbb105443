package dev.lull.bench.load;

import java.nio.ByteBuffer;

/** The receiver's side of a {@link MarkWriter marked stream}: counts it, and notices what was lost or moved. */
final class MarkReader {

    private long bytes;
    private long partialMark;
    private boolean lastBlock;

    /**
     * Takes what arrived, all of it.
     *
     * @throws CorruptStreamException if a mark is not the one of its offset, or something follows the end
     */
    void accept(ByteBuffer arrived) throws CorruptStreamException {
        while (arrived.hasRemaining()) {
            int inBlock = (int) (bytes & (MarkWriter.BLOCK_BYTES - 1));
            if (inBlock == 0 && lastBlock) {
                throw new CorruptStreamException(
                        arrived.remaining() + " bytes follow the end of the stream at " + bytes);
            }
            if (inBlock == 0 && arrived.remaining() >= Long.BYTES) {
                check(arrived.getLong(), bytes);
                bytes += Long.BYTES;
            } else if (inBlock < Long.BYTES) { // a mark that came in pieces
                partialMark = partialMark << Byte.SIZE | (arrived.get() & 0xFF);
                bytes++;
                if (inBlock == Long.BYTES - 1) {
                    check(partialMark, bytes - Long.BYTES);
                }
            } else {
                int skipped = Math.min(arrived.remaining(), MarkWriter.BLOCK_BYTES - inBlock);
                arrived.position(arrived.position() + skipped);
                bytes += skipped;
            }
        }
    }

    boolean ended() {
        return lastBlock && (bytes & (MarkWriter.BLOCK_BYTES - 1)) == 0;
    }

    long bytes() {
        return bytes;
    }

    private void check(long found, long offset) throws CorruptStreamException {
        long expected = MarkWriter.mark(offset);
        if (found == ~expected) {
            lastBlock = true;
        } else if (found != expected) {
            throw new CorruptStreamException("the bytes at " + offset + " are not those that were sent there: lost,"
                    + " doubled or changed bytes in the 4096 before");
        }
    }
}
