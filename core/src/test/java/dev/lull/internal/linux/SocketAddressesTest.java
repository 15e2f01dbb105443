package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each address comes back as it went, and the bytes stand where ip(7) and ipv6(7) say. */
class SocketAddressesTest {

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SocketAddresses.MAX_LENGTH);

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "203.0.113.255", "::1", "2001:db8::ffff:1", "fe80::1%1"})
    void comesBackAsItWent(String host) {
        InetSocketAddress address = new InetSocketAddress(host, 65535);
        int length = SocketAddresses.write(address, SocketAddresses.family(address), buffer);
        assertThat(length).isEqualTo(host.contains(":") ? 28 : 16);
        assertThat(SocketAddresses.read(buffer)).isEqualTo(address);
    }

    @Test
    void writesPortAndAddressInNetworkOrder() {
        InetSocketAddress address = new InetSocketAddress("1.2.3.4", 0x1234);
        assertThat(SocketAddresses.write(address, SocketAddresses.AF_INET, buffer))
                .isEqualTo(16);
        byte[] bytes = new byte[6];
        buffer.get(2, bytes);
        assertThat(bytes).containsExactly(0x12, 0x34, 1, 2, 3, 4);
    }

    @Test
    void mapsIpv4ForAnIpv6SocketAndBack() {
        InetSocketAddress address = new InetSocketAddress("1.2.3.4", 5);
        assertThat(SocketAddresses.write(address, SocketAddresses.AF_INET6, buffer))
                .isEqualTo(28);
        assertThat(SocketAddresses.read(buffer)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "::", "::1"})
    void dialsAnAddressInItsOwnFamily(String host) {
        assertThat(SocketAddresses.family(new InetSocketAddress(host, 80)))
                .isEqualTo(host.contains(":") ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET);
    }

    @Test
    void listensAtAnyAddressInBothFamiliesWhereThereAreBothUnlessItIsIpv4s() {
        assertThat(SocketAddresses.familiesToListen(new InetSocketAddress("0.0.0.0", 80)))
                .containsExactly(SocketAddresses.AF_INET);
        InetSocketAddress any = new InetSocketAddress("::", 80);
        assertThat(SocketAddresses.familiesToListen(any))
                .containsExactly(SocketAddresses.AF_INET6, SocketAddresses.AF_INET);
        SocketAddresses.write(any, SocketAddresses.AF_INET6, buffer);
        assertThat(SocketAddresses.read(buffer).getAddress().isAnyLocalAddress())
                .isTrue();
    }
}
