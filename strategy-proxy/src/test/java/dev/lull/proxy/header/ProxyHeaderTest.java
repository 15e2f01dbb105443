package dev.lull.proxy.header;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.proxy.header.ProxyHeaderDecoder.Result;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of HAProxy's doc/proxy-protocol.txt, and what is not a header. */
class ProxyHeaderTest {

    @Test
    void readsTheSpecificationsExampleOfVersionOne() {
        String line = "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n";
        Result result = decode(line + "GET / HTTP/1.1\r\n");
        assertThat(result)
                .isEqualTo(new Result.Found(
                        ProxyHeader.of(
                                new InetSocketAddress("192.168.0.1", 56324),
                                new InetSocketAddress("192.168.0.11", 443)),
                        line.length()));
    }

    @Test
    void readsTheLongestLinesOfTheSpecification() {
        String tcp4 = "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n";
        String ones = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
        String tcp6 = "PROXY TCP6 " + ones + " " + ones + " 65535 65535\r\n";
        String unknown = "PROXY UNKNOWN " + ones + " " + ones + " 65535 65535\r\n";
        assertThat(unknown).hasSize(ProxyHeaderDecoder.V1_MAX_LENGTH);
        assertThat(decode(tcp4)).isInstanceOf(Result.Found.class);
        assertThat(decode(tcp6)).isInstanceOf(Result.Found.class);
        assertThat(decode(unknown)).isEqualTo(new Result.Found(ProxyHeader.UNKNOWN, unknown.length()));
        assertThat(decode("PROXY UNKNOWN\r\n")).isEqualTo(new Result.Found(ProxyHeader.UNKNOWN, 15));
    }

    @Test
    void waitsForTheRestOfEveryBeginning() {
        String line = "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n";
        for (int length = 1; length < line.length(); length++) {
            assertThat(decode(line.substring(0, length))).isInstanceOf(Result.Incomplete.class);
        }
        ByteBuffer binary = ProxyHeaderEncoder.version2(
                ProxyHeader.of(new InetSocketAddress("2001:db8::1", 1), new InetSocketAddress("2001:db8::2", 2)));
        for (int length = 1; length < binary.limit(); length++) {
            assertThat(ProxyHeaderDecoder.decode(binary.duplicate().limit(length)))
                    .isInstanceOf(Result.Incomplete.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443 \r\n",
                "PROXY TCP4 192.168.0.1  192.168.0.11 56324 443\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 65536\r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 056 443\r\n",
                "PROXY TCP4 192.168.0.256 192.168.0.11 56324 443\r\n",
                "PROXY TCP4 192.168.0.01 192.168.0.11 56324 443\r\n",
                "PROXY TCP4 localhost 192.168.0.11 56324 443\r\n",
                "PROXY TCP4 ::1 ::1 56324 443\r\n",
                "PROXY TCP6 1::2::3 ::1 56324 443\r\n",
                "PROXY TCP6 :::: ::1 56324 443\r\n",
                "PROXY UDP4 192.168.0.1 192.168.0.11 56324 443\r\n",
                "PROXY \r\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\n",
                "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443                                                      "
                        + "              \r\n",
            })
    void refusesWhatIsAlmostALine(String line) {
        assertThat(decode(line)).isInstanceOf(Result.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "P\r", "PROXYTCP4", "\r\n\r\n\1"})
    void seesThatThereIsNone(String text) {
        assertThat(decode(text)).isInstanceOf(Result.Absent.class);
    }

    @Test
    void refusesAnotherVersionACommandItDoesNotKnowAndAddressesCutShort() {
        assertThat(binary(0x11, 0x11, new byte[12])).isInstanceOf(Result.Malformed.class);
        assertThat(binary(0x22, 0x11, new byte[12])).isInstanceOf(Result.Malformed.class);
        assertThat(binary(0x21, 0x11, new byte[11])).isInstanceOf(Result.Malformed.class);
        assertThat(binary(0x21, 0x21, new byte[35])).isInstanceOf(Result.Malformed.class);
        assertThat(binary(0x21, 0x11, new byte[9000])).isInstanceOf(Result.Malformed.class);
    }

    @Test
    void takesLocalAndWhatIsNotTcpForWhatTheyAre() {
        assertThat(binary(0x20, 0x00, new byte[0])).isEqualTo(new Result.Found(ProxyHeader.LOCAL, 16));
        assertThat(binary(0x20, 0x11, new byte[12])).isEqualTo(new Result.Found(ProxyHeader.LOCAL, 28));
        assertThat(binary(0x21, 0x00, new byte[0])).isEqualTo(new Result.Found(ProxyHeader.UNKNOWN, 16));
        assertThat(binary(0x21, 0x31, new byte[216])).isEqualTo(new Result.Found(ProxyHeader.UNKNOWN, 232));
        assertThat(binary(0x21, 0x12, new byte[12])).isEqualTo(new Result.Found(ProxyHeader.UNKNOWN, 28));
    }

    private static Result decode(String text) {
        return ProxyHeaderDecoder.decode(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
    }

    private static Result binary(int command, int protocol, byte[] rest) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + rest.length)
                .put(ProxyHeaderDecoder.V2_SIGNATURE)
                .put((byte) command)
                .put((byte) protocol)
                .putShort((short) rest.length)
                .put(rest)
                .flip();
        return ProxyHeaderDecoder.decode(bytes);
    }
}
