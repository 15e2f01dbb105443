package dev.lull.bench.load;

import java.nio.ByteBuffer;

/** The receiver's side of a {@link MarkWriter marked stream}: counts it, and notices what was lost or moved. */
public final class MarkReader {

    private long bytes;
    private long partialNumber;
    private boolean lastBlock;

    /**
     * Takes what arrived, all of it.
     *
     * @throws CorruptStreamException if a mark is not the one of its offset, or something follows the end
     */
    public void accept(ByteBuffer arrived) throws CorruptStreamException {
        while (arrived.hasRemaining()) {
            int inBlock = (int) (bytes & (MarkWriter.BLOCK_BYTES - 1));
            if (inBlock == 0 && lastBlock) {
                throw new CorruptStreamException(
                        arrived.remaining() + " bytes follow the end of the stream at " + bytes);
            }
            if (inBlock < (lastBlock ? 2 * Long.BYTES : Long.BYTES)) {
                number(arrived, inBlock);
            } else {
                int skipped = Math.min(arrived.remaining(), MarkWriter.BLOCK_BYTES - inBlock);
                arrived.position(arrived.position() + skipped);
                bytes += skipped;
            }
        }
    }

    private void number(ByteBuffer arrived, int inBlock) throws CorruptStreamException {
        if ((inBlock & (Long.BYTES - 1)) == 0 && arrived.remaining() >= Long.BYTES) {
            bytes += Long.BYTES;
            check(arrived.getLong(), bytes - Long.BYTES);
        } else { // one that came in pieces
            partialNumber = partialNumber << Byte.SIZE | (arrived.get() & 0xFF);
            bytes++;
            if ((bytes & (Long.BYTES - 1)) == 0) {
                check(partialNumber, bytes - Long.BYTES);
            }
        }
    }

    public boolean ended() {
        return lastBlock && (bytes & (MarkWriter.BLOCK_BYTES - 1)) == 0;
    }

    public long bytes() {
        return bytes;
    }

    private void check(long found, long offset) throws CorruptStreamException {
        if ((offset & (MarkWriter.BLOCK_BYTES - 1)) != 0) { // in the last block: how many bytes came before it
            long before = offset - Long.BYTES;
            if (found != before) {
                throw new CorruptStreamException(before + " bytes arrived of " + found);
            }
            return;
        }
        long expected = MarkWriter.mark(offset);
        if (found == ~expected) {
            lastBlock = true;
        } else if (found != expected) {
            throw new CorruptStreamException("the bytes at " + offset + " are not those that were sent there: lost,"
                    + " doubled or changed bytes in the 4096 before");
        }
    }
}
