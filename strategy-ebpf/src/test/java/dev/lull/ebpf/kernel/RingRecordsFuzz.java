package dev.lull.ebpf.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Whatever stands in the ring buffer, its reader comes to an end, hands out no more records than there is room for, none
 * behind what was written, and no two at one place; what is in them is read without an exception, and nothing outside the
 * memory. An input is a byte for where the reader has got to, a byte for how much there is for it, and the data, as far as
 * it goes.
 */
public final class RingRecordsFuzz {

    static final int BEFORE = 2;
    static final int RING_BYTES = 1024;
    private static final int DATA = 64;

    private RingRecordsFuzz() {}

    /**
     * Tries an input: what Jazzer calls.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < BEFORE) {
            return;
        }
        // In the first time round, or around where a position of 32 bits would end.
        long from = (input[0] < 0 ? (1L << 32) - RING_BYTES / 2 : 0) + 8L * (input[0] & 0x7F);
        long to = from + Math.min(RING_BYTES, 8L * Byte.toUnsignedInt(input[1]));
        byte[] ring = Arrays.copyOf(Arrays.copyOfRange(input, BEFORE, input.length), RING_BYTES);
        ByteBuffer consumer = memory(DATA).putLong(0, from);
        ByteBuffer producer =
                memory(DATA + 2 * RING_BYTES).putLong(0, to).put(DATA, ring).put(DATA + RING_BYTES, ring);
        Reading reading = new Reading(from, to);
        new RingReader(consumer, producer, DATA, RING_BYTES).drain(reading);
        long reached = consumer.getLong(0);
        if (reached < from || reached > to) {
            throw new AssertionError("from " + from + " to " + to + " it went to " + reached);
        }
    }

    private static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Reads each record as the monitor does. */
    private static final class Reading implements RingBuffer.RecordSink {
        private final long most;
        private final int first;
        private int records;
        private long walked = -1;

        private Reading(long from, long to) {
            this.most = (to - from) / RingReader.HEADER_BYTES;
            this.first = (int) (from & (RING_BYTES - 1));
        }

        @Override
        public boolean record(ByteBuffer bytes, int at) {
            records++;
            long distance = Math.floorMod(at - DATA - RingReader.HEADER_BYTES - first, RING_BYTES);
            if (records > most || distance <= walked || distance >= most * RingReader.HEADER_BYTES) {
                throw new AssertionError("record " + records + " of at most " + most + " is at " + distance);
            }
            walked = distance;
            if (!EventRecord.onlyWakes(bytes, at)) {
                EventRecord record = EventRecord.read(bytes, at);
                if (record.toString().isEmpty() || record.connection().local().getAddress() == null) {
                    throw new AssertionError("a connection without an end");
                }
            }
            return records % 7 != 0;
        }
    }
}
