package dev.lull.ebpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A few thousand ring buffers; {@link LongFuzzTest} tries millions. */
class RingRecordsFuzzTest {

    private static final int INPUTS = 5_000;
    private static final int[] LENGTHS = {0, 1, 7, 8, EventRecord.BYTES, 1008, 65_000, RingReader.DISCARDED - 1};

    @Test
    void anyRecordsAreReadToTheirEnd() {
        for (int seed = 1; seed <= INPUTS; seed++) {
            byte[] input = input(new SplittableRandom(seed));
            try {
                RingRecordsFuzz.fuzzerTestOneInput(input);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void aLengthThatLiesDoesNotLeadBehindTheProducer() {
        ByteBuffer consumer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        ByteBuffer producer = ByteBuffer.allocateDirect(8 + 2 * 64).order(ByteOrder.nativeOrder());
        producer.putLong(0, 24).putInt(8, 65_000);
        List<Integer> places = new ArrayList<>();
        new RingReader(consumer, producer, 8, 64).drain((bytes, at) -> places.add(at));
        assertThat(places).containsExactly(16);
        assertThat(consumer.getLong(0)).isEqualTo(24);
    }

    static List<byte[]> seedInputs() {
        List<byte[]> seeds = new ArrayList<>();
        for (int seed = 1; seed <= 20; seed++) {
            seeds.add(input(new SplittableRandom(seed)));
        }
        return seeds;
    }

    /** Records of lengths that are likely or wrong, some being written or given up, with noise in them. */
    private static byte[] input(SplittableRandom random) {
        byte[] input = new byte[RingRecordsFuzz.BEFORE + RingRecordsFuzz.RING_BYTES];
        random.nextBytes(input);
        ByteBuffer data = ByteBuffer.wrap(input).order(ByteOrder.nativeOrder());
        int record = 8 * (input[0] & 0x7F) + (input[0] < 0 ? RingRecordsFuzz.RING_BYTES / 2 : 0);
        record %= RingRecordsFuzz.RING_BYTES;
        do {
            int length = LENGTHS[random.nextInt(LENGTHS.length)];
            int flags = random.nextInt(12) == 0 ? RingReader.BUSY : random.nextInt(4) == 0 ? RingReader.DISCARDED : 0;
            data.putInt(RingRecordsFuzz.BEFORE + record, length | flags);
            if (random.nextBoolean() && record + 16 <= RingRecordsFuzz.RING_BYTES) {
                data.putLong(RingRecordsFuzz.BEFORE + record + RingReader.HEADER_BYTES, random.nextInt(4));
            }
            record = (record + 8 + Math.min(length, 512) + 7 & -8) % RingRecordsFuzz.RING_BYTES;
        } while (random.nextInt(12) != 0);
        return input;
    }
}
