package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBitsTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1", "2001:db8::8000:1", "ffff::ffff"})
    void anAddressIsTheSameThereAndBack(String text) throws Exception {
        InetAddress address = InetAddress.getByName(text);
        long high = AddressBits.high(address);
        long low = AddressBits.low(address);
        assertThat(AddressBits.toAddress(high, low)).isEqualTo(address);
        assertThat(AddressBits.isIpv4(high, low)).isEqualTo(address instanceof Inet4Address);
    }

    @Test
    void anIpv4AddressAndItsMappedFormAreEqual() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
        InetAddress plain = InetAddress.getByName("192.0.2.1");
        assertThat(AddressBits.high(mapped)).isEqualTo(AddressBits.high(plain));
        assertThat(AddressBits.low(mapped)).isEqualTo(AddressBits.low(plain));
        assertThat(AddressBits.lowOfIpv4(0xC0000201)).isEqualTo(AddressBits.low(plain));
    }
}
