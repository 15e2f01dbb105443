package dev.lull.proxy.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.proxy.header.ProxyHeaderDecoder.Result;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Version 2's additions and their checksum (sections 2.2 and 2.2.3), against headers made by hand. */
class ChecksumTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** 203.0.113.7:4242 to 192.0.2.1:22. */
    private static final String ADDRESSES = "cb007107" + "c0000201" + "1092" + "0016";

    private static final Result.Found FOUND = new Result.Found(
            ProxyHeader.of(new InetSocketAddress("203.0.113.7", 4242), new InetSocketAddress("192.0.2.1", 22)), 0);

    @Test
    void knowsTheChecksumOfTheSpecificationsSource() {
        // RFC 3720, appendix B.4: 32 bytes of zeros.
        assertThat(crc32c(new byte[32])).isEqualTo(0x8a9136aa);
        assertThat(crc32c("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "040000", "020003616263", "e0000412345678"})
    void takesAHeaderWhoseChecksumFits(String additionAfterwards) {
        byte[] header = withChecksum("21", "11", ADDRESSES, "040001ff", additionAfterwards);
        assertThat(decode(header)).isEqualTo(new Result.Found(FOUND.header(), header.length));
        assertThat(decode(java.util.Arrays.copyOf(header, header.length + 40)))
                .as("with bytes of the client behind it")
                .isEqualTo(new Result.Found(FOUND.header(), header.length));
    }

    @Test
    void refusesAHeaderOfWhichAnyBitIsWrong() {
        byte[] header = withChecksum("21", "11", ADDRESSES, "020003616263", "");
        for (int bit = 16 * 8; bit < header.length * 8; bit++) {
            byte[] spoilt = header.clone();
            spoilt[bit / 8] ^= (byte) (1 << bit % 8);
            boolean anotherType = bit / 8 == 16 + 12 + 6; // then it is no checksum any more, and nobody can tell
            if (!anotherType) {
                assertThat(decode(spoilt)).as("bit %d", bit).isInstanceOf(Result.Malformed.class);
            }
        }
        byte[] wrong = header.clone();
        wrong[16] ^= 1;
        assertThat(decode(wrong)).isEqualTo(new Result.Malformed("a checksum (CRC32c) that does not fit its bytes"));
    }

    @Test
    void checksItWhateverTheAddressesAre() {
        for (String[] family : new String[][] {{"00", ""}, {"12", ADDRESSES}, {"31", "00".repeat(216)}}) {
            byte[] header = withChecksum("21", family[0], family[1], "", "");
            assertThat(decode(header)).isEqualTo(new Result.Found(ProxyHeader.UNKNOWN, header.length));
            header[header.length - 1] ^= 1;
            assertThat(decode(header)).isInstanceOf(Result.Malformed.class);
        }
    }

    @Test
    void refusesAChecksumOfAnotherLengthAndASecondOne() {
        assertThat(decode(header("21", "11", ADDRESSES + "030003aabbcc")))
                .isEqualTo(new Result.Malformed("a checksum of 3 bytes, expected 4"));
        assertThat(decode(header("21", "11", ADDRESSES + "0300040000000003000400000000")))
                .isEqualTo(new Result.Malformed("two checksums"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"04", "0400", "040001", "040005ffffffff", "04ffff00", "0400000400"})
    void refusesAdditionsThatAreCutShort(String additions) {
        assertThat(decode(header("21", "11", ADDRESSES + additions)))
                .isEqualTo(new Result.Malformed("additions (TLVs) that do not end where the header does"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"40", "41", "f1", "13", "1f", "ff", "03"})
    void refusesAFamilyOrTransportThatIsNone(String protocol) {
        assertThat(decode(header("21", protocol, "00".repeat(216)))).isInstanceOf(Result.Malformed.class);
    }

    @Test
    void skipsWhateverALocalHeaderOrAnUnknownFamilyHolds() {
        byte[] local = header("20", "ff", "0102030405");
        assertThat(decode(local)).isEqualTo(new Result.Found(ProxyHeader.LOCAL, local.length));
        byte[] unknown = header("21", "00", "0102030405");
        assertThat(decode(unknown)).isEqualTo(new Result.Found(ProxyHeader.UNKNOWN, unknown.length));
    }

    @Test
    void refusesUnixAddressesCutShort() {
        assertThat(decode(header("21", "31", "00".repeat(215)))).isInstanceOf(Result.Malformed.class);
        assertThat(decode(header("21", "22", "00".repeat(35)))).isInstanceOf(Result.Malformed.class);
    }

    private static byte[] withChecksum(
            String command, String protocol, String addresses, String additionsBefore, String additionsAfter) {
        byte[] header = header(command, protocol, addresses + additionsBefore + "030004" + "00000000" + additionsAfter);
        int at = 16 + (addresses.length() + additionsBefore.length()) / 2 + 3;
        ByteBuffer.wrap(header).putInt(at, crc32c(header));
        return header;
    }

    private static byte[] header(String command, String protocol, String rest) {
        String length = HexFormat.of().toHexDigits((short) (rest.length() / 2));
        return HexFormat.of().parseHex(SIGNATURE + command + protocol + length + rest);
    }

    /** By the book (RFC 4960, appendix B), bit by bit, so as not to check the JDK by itself. */
    private static int crc32c(byte[] bytes) {
        int crc = -1;
        for (byte each : bytes) {
            crc ^= each & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
            }
        }
        return ~crc;
    }

    private static Result decode(byte[] bytes) {
        return ProxyHeaderDecoder.decode(ByteBuffer.wrap(bytes));
    }
}
