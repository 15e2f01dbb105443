package dev.lull.proxy.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.proxy.header.ProxyHeaderDecoder.Result;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever a peer sends is decoded without an exception, and arriving in pieces it says what it says at once. Each input
 * is one number's: a failure names it, and {@code -Dlull.fuzz.seed=NUMBER} begins there.
 */
class FuzzedHeadersTest {

    private static final int INPUTS = 50_000;
    private static final int LONG_RUN = 10_000_000;
    private static final int LONGEST_NOISE = 300;

    @Test
    void areDecodedTheSameInPiecesAndAtOnce() {
        decodeAll(INPUTS);
    }

    @Test
    @Tag("long")
    void areDecodedTheSameInPiecesAndAtOnceTenMillionTimes() {
        decodeAll(LONG_RUN);
    }

    private static void decodeAll(int inputs) {
        long first = Long.getLong("lull.fuzz.seed", 1);
        int found = 0;
        int malformed = 0;
        for (long seed = first; seed < first + inputs; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] input = input(random);
            Result whole;
            try {
                whole = ProxyHeaderDecoder.decode(ByteBuffer.wrap(input));
                checkPieces(input, whole, random);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("input " + seed + ": " + HexFormat.of().formatHex(input), e);
            }
            found += whole instanceof Result.Found ? 1 : 0;
            malformed += whole instanceof Result.Malformed ? 1 : 0;
        }
        assertThat(found).as("headers that are whole after all").isGreaterThan(inputs / 50);
        assertThat(malformed).as("headers that are not").isGreaterThan(inputs / 50);
    }

    private static void checkPieces(byte[] input, Result whole, SplittableRandom random) {
        int length = whole instanceof Result.Found found ? found.length() : input.length;
        assertThat(length).isBetween(1, input.length);
        for (int i = 0; i < 4; i++) {
            int piece = 1 + random.nextInt(input.length);
            Result early = ProxyHeaderDecoder.decode(ByteBuffer.wrap(input, 0, piece));
            if (whole instanceof Result.Found && piece < length) {
                assertThat(early).isInstanceOf(Result.Incomplete.class);
            } else if (!(early instanceof Result.Incomplete)) {
                assertThat(early).isEqualTo(whole);
            }
        }
        byte[] more = Arrays.copyOf(input, input.length + 1 + random.nextInt(20));
        if (!(whole instanceof Result.Incomplete)) {
            assertThat(ProxyHeaderDecoder.decode(ByteBuffer.wrap(more))).isEqualTo(whole);
        }
    }

    /** A whole header with some bytes changed, cut off or followed by noise; or noise alone. */
    private static byte[] input(SplittableRandom random) {
        byte[] bytes =
                switch (random.nextInt(4)) {
                    case 0 -> noise(random);
                    case 1 -> header(random, false);
                    case 2 -> header(random, true);
                    default -> withAdditions(random);
                };
        if (random.nextInt(8) == 0) {
            bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 10));
        }
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static byte[] noise(SplittableRandom random) {
        byte[] noise = new byte[1 + random.nextInt(LONGEST_NOISE)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] header(SplittableRandom random, boolean binary) {
        int size = random.nextBoolean() ? 4 : 16;
        ProxyHeader header = ProxyHeader.of(address(random, size), address(random, size));
        ByteBuffer written = binary ? ProxyHeaderEncoder.version2(header) : ProxyHeaderEncoder.version1(header);
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return bytes;
    }

    /** Version 2 says how long it is; what fills it is noise. */
    private static byte[] withAdditions(SplittableRandom random) {
        byte[] additions = noise(random);
        byte[] plain = header(random, true);
        byte[] all = Arrays.copyOf(plain, plain.length + additions.length);
        System.arraycopy(additions, 0, all, plain.length, additions.length);
        ByteBuffer.wrap(all).putShort(14, (short) (all.length - ProxyHeaderDecoder.V2_FIXED_LENGTH));
        return all;
    }

    private static InetSocketAddress address(SplittableRandom random, int size) {
        byte[] raw = new byte[size];
        random.nextBytes(raw);
        raw[0] = 0x20; // not IPv4-mapped, which Java turns into IPv4
        try {
            return new InetSocketAddress(InetAddress.getByAddress(raw), random.nextInt(65536));
        } catch (UnknownHostException e) {
            throw new AssertionError("addresses of 4 and 16 bytes are always right", e);
        }
    }
}
