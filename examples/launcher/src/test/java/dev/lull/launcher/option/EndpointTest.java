package dev.lull.launcher.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "70000", "65536", "-1", "banana", "", "22x", " 22"})
    void refusesWhatIsNoPort(String text) {
        assertThatThrownBy(() -> Endpoint.port(text))
                .hasMessage("\"" + text + "\" is not a port, expected a number from 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 22, 65535})
    void readsPorts(int port) {
        assertThat(Endpoint.port(String.valueOf(port))).isEqualTo(port);
    }

    @Test
    void listensOnAllAddressesUnlessOneIsNamed() throws UnknownHostException {
        assertThat(Endpoint.toListenAt("2222")).isEqualTo(new InetSocketAddress(2222));
        assertThat(Endpoint.toListenAt("127.0.0.1:2222"))
                .isEqualTo(new InetSocketAddress(InetAddress.getAllByName("127.0.0.1")[0], 2222));
        assertThat(Endpoint.toListenAt("[::1]:2222"))
                .isEqualTo(new InetSocketAddress(InetAddress.getAllByName("::1")[0], 2222));
    }

    @Test
    void leavesAServicesNameUnresolved() {
        assertThat(Endpoint.ofService("db.example:5432").isUnresolved()).isTrue();
        assertThat(Endpoint.ofService("127.0.0.2:22").isUnresolved()).isFalse();
        assertThat(Endpoint.ofService("[fe80::1]:22").getAddress().getHostAddress())
                .startsWith("fe80:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", ":22", "::1:22", "[::1]", "[::1:22", "a b:0", "host:", "[x:y]:22", "[1::2::3]:22"})
    void refusesWhatIsNoAddressWithAPort(String text) {
        assertThatThrownBy(() -> Endpoint.ofService(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7:22",
        "::1, [::1]:22",
        "::, [::]:22",
        "2001:db8::7, [2001:db8::7]:22",
        "2001:0:0:1:0:0:0:1, [2001:0:0:1::1]:22",
        "1:2:3:4:5:6:7:8, [1:2:3:4:5:6:7:8]:22",
        "1:0:3:4:5:6:7:8, [1:0:3:4:5:6:7:8]:22"
    })
    void showsThemAsRfc5952Does(String address, String expected) throws UnknownHostException {
        assertThat(Endpoint.of(new InetSocketAddress(InetAddress.getAllByName(address)[0], 22)))
                .isEqualTo(expected);
    }
}
