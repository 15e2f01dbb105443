package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "192.0.2.6/31, 192.0.2.7, true",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "::1, ::1, true",
        "::1/128, ::2, false",
        "::/0, fe80::1, true",
        "::/0, 127.0.0.1, false",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "::ffff:192.0.2.7, 192.0.2.7, true",
        "::ffff:0:0/96, 127.0.0.1, true",
    })
    void containsWhatSharesThePrefix(String block, String address, boolean contained) throws Exception {
        assertThat(Cidr.parse(block).contains(InetAddress.getByName(address))).isEqualTo(contained);
    }

    @Test
    void takesAnIpv4AddressWrittenAsIpv6ForTheIpv4Address() throws Exception {
        Inet6Address mapped = Inet6Address.getByAddress(null, mapped(10, 1, 2, 3), 0);
        assertThat(Cidr.parse("10.0.0.0/8").contains(mapped)).isTrue();
        assertThat(Cidr.parse("11.0.0.0/8").contains(mapped)).isFalse();
        assertThat(Cidr.parse("::/0").contains(mapped)).as("an IPv4 address").isFalse();
    }

    private static byte[] mapped(int... last) {
        byte[] bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        for (int i = 0; i < last.length; i++) {
            bytes[12 + i] = (byte) last[i];
        }
        return bytes;
    }

    @Test
    void ignoresTheScopeOfAnAddress() throws Exception {
        byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();
        assertThat(Cidr.parse("fe80::/10").contains(Inet6Address.getByAddress(null, linkLocal, 1)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.0/٨",
                "10.0.0.0/99999999999",
                " 10.0.0.0/8",
                "10.0.0.0 /8",
                "10.0.0",
                "10.0.0.0.0",
                "256.0.0.1",
                "999.999.999.999",
                "010.0.0.1",
                "10",
                "::1/129",
                "::ffff:10.0.0.0/95",
                "::ffff:256.0.0.1",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "fe80::1%lo",
                "[::1]",
                "localhost",
                "example.com/8",
                "beef",
                "bad.cafe/8",
            })
    void refusesAnythingElseInOneLineAndAsksNoResolver(String text) {
        Assertions.assertTimeout(Duration.ofSeconds(1), () -> assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .withMessageStartingWith("cidr: \"" + text + "\", expected ")
                .satisfies(thrown -> assertThat(thrown.getMessage()).hasLineCount(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"256.0.0.1", "999.999.999.999", "1.2.3.4.5", "beef"})
    void refusesWhatJavaWouldTakeForANameBeforeJavaSeesIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .as("a resolver's answer would be the cause")
                .withNoCause();
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> Cidr.parse(null)).withMessage("text");
        assertThatNullPointerException().isThrownBy(() -> Cidr.parse("::/0").contains(null));
    }

    @Test
    void isEqualToAnotherOneWithTheSameBitsThatMatter() {
        assertThat(Cidr.parse("10.1.2.3/8"))
                .isEqualTo(Cidr.parse("10.0.0.0/8"))
                .hasSameHashCodeAs(Cidr.parse("10.0.0.0/8"))
                .isNotEqualTo(Cidr.parse("10.0.0.0/9"))
                .isNotEqualTo(Cidr.parse("::/8"))
                .hasToString("10.0.0.0/8");
        assertThat(Cidr.parse("::ffff:10.0.0.0/104")).isEqualTo(Cidr.parse("10.0.0.0/8"));
    }

    @Property(tries = 500)
    void agreesWithWholeNumbersOnIpv4(
            @ForAll @Size(4) byte[] network,
            @ForAll @IntRange(max = 32) int prefixLength,
            @ForAll @Size(4) byte[] other,
            @ForAll @IntRange(max = 31) int flipped)
            throws Exception {
        agrees(network, prefixLength, other);
        agrees(network, prefixLength, flip(network, flipped));
    }

    @Property(tries = 500)
    void agreesWithWholeNumbersOnIpv6(
            @ForAll @Size(16) byte[] network,
            @ForAll @IntRange(max = 128) int prefixLength,
            @ForAll @Size(16) byte[] other,
            @ForAll @IntRange(max = 127) int flipped)
            throws Exception {
        agrees(network, prefixLength, other);
        agrees(network, prefixLength, flip(network, flipped));
    }

    private static byte[] flip(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (0x80 >> bit % 8);
        return flipped;
    }

    private static void agrees(byte[] network, int prefixLength, byte[] other) throws UnknownHostException {
        int hostBits = network.length * 8 - prefixLength;
        boolean expected =
                new BigInteger(1, network).shiftRight(hostBits).equals(new BigInteger(1, other).shiftRight(hostBits));
        Cidr block = Cidr.parse(InetAddress.getByAddress(network).getHostAddress() + "/" + prefixLength);
        assertThat(block.contains(InetAddress.getByAddress(other))).isEqualTo(expected);
        assertThat(Cidr.parse(block.toString())).as("read again as written").isEqualTo(block);
    }
}
