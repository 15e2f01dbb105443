package dev.lull.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.NanoClock;
import dev.lull.contract.Loopback;
import dev.lull.spi.OwnEnds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParkedOriginTest {

    private static final InetSocketAddress END = new InetSocketAddress(Loopback.IPV4, 40_000);
    private static final InetSocketAddress NEXT = new InetSocketAddress(Loopback.IPV4, 40_001);

    private final OwnEnds ends = new OwnEnds(NanoClock.system());

    private Origin origin(String client) throws UnknownHostException {
        return new ParkedOrigin(ends, InetAddress.getByName(client), Optional.of(InetAddress.getByName("127.128.3.4")));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, 127.0.0.1",
        "127.0.0.9, 127.0.0.1, 127.0.0.9",
        "::1, ::1, 0:0:0:0:0:0:0:1",
        "::1, 127.0.0.1, 127.0.0.1",
        "192.0.2.7, 127.0.0.1, 127.128.3.4",
        "2001:db8::7, 127.0.0.1, 127.128.3.4",
        "192.0.2.7, 198.51.100.1, 127.128.3.4",
        "2001:db8::7, ::1, 0:0:0:0:0:0:0:1",
        "2001:db8::7, 2001:db8::1, 2001:db8:0:0:0:0:0:1",
    })
    void isTheClientsOwnIfHeIsOfThisMachineAndNobodysElse(String client, String service, String from) throws Exception {
        SocketLoop.LocalEnd end = origin(client).toward(new InetSocketAddress(service, 22));
        assertThat(end).isNotNull();
        assertThat(end.address().getHostAddress()).isEqualTo(from);
    }

    @Test
    void isKeptFromBeforeItIsConnectedUntilItIsOver() throws Exception {
        Origin origin = origin("127.0.0.1");
        InetSocketAddress service = new InetSocketAddress(Loopback.IPV4, 22);
        SocketLoop.LocalEnd first = origin.toward(service);
        assertThat(first).isNotNull();
        first.bound(END);
        assertThat(ends.contain(END)).isTrue();
        SocketLoop.LocalEnd second = origin.toward(service);
        assertThat(second).isNotNull();
        second.bound(NEXT);
        assertThat(ends.contain(END)).as("of the attempt that failed").isFalse();
        assertThat(ends.contain(NEXT)).isTrue();
        origin.over();
        origin.over();
        assertThat(ends.contain(NEXT)).isFalse();
    }
}
