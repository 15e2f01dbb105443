package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.lull.contract.Loopback;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MonitorTargetTest {

    private static final InetSocketAddress FRONT = new InetSocketAddress(Loopback.IPV4, 80);

    @ParameterizedTest
    @ValueSource(ints = {1, 65535})
    void takesThePortsThatThereAre(int port) {
        assertThat(MonitorTarget.port(port))
                .isEqualTo(new MonitorTarget.Observed(new TreeSet<>(List.of(port)), Optional.empty()))
                .hasToString("port " + port);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65536, Integer.MAX_VALUE})
    void refusesOtherPorts(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MonitorTarget.port(port))
                .withMessage("port: " + port + ", expected 1 to 65535");
        assertThatIllegalArgumentException().isThrownBy(() -> MonitorTarget.ports(new TreeSet<>(List.of(22, port))));
    }

    @Test
    void refusesNoPort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MonitorTarget.ports(Collections.emptySortedSet()))
                .withMessage("ports: none, expected at least one");
    }

    @Test
    void keepsItsPortsWhateverBecomesOfTheCallersSet() {
        SortedSet<Integer> ports = new TreeSet<>(List.of(443, 80));
        MonitorTarget.Observed target = new MonitorTarget.Observed(ports, Optional.of(Loopback.IPV4));
        ports.add(22);
        assertThat(target.ports()).containsExactly(80, 443);
        Assertions.assertThatThrownBy(() -> target.ports().add(22)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(target).hasToString("ports 80, 443 of 127.0.0.1");
    }

    @Test
    void takesTheWildcardAddressForNoAddress() {
        SortedSet<Integer> ports = new TreeSet<>(List.of(22));
        assertThat(new MonitorTarget.Observed(ports, Optional.of(Loopback.ANY)))
                .isEqualTo(new MonitorTarget.Observed(ports, Optional.of(Loopback.ANY_IPV4)))
                .isEqualTo(MonitorTarget.port(22));
    }

    @Test
    void takesAServiceThatIsResolvedLater() {
        InetSocketAddress service = InetSocketAddress.createUnresolved("service.test", 8080);
        assertThat(new MonitorTarget.Proxied(FRONT, service).service()).isEqualTo(service);
    }

    @Test
    void refusesToListenWhereNobodyKnowsWhere() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new MonitorTarget.Proxied(InetSocketAddress.createUnresolved("front.test", 80), FRONT))
                .withMessageContaining("frontend")
                .withMessageContaining("front.test");
    }

    @Test
    void refusesPortZeroAtEitherEnd() {
        InetSocketAddress any = new InetSocketAddress(Loopback.IPV4, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> new MonitorTarget.Proxied(any, FRONT));
        assertThatIllegalArgumentException().isThrownBy(() -> new MonitorTarget.Proxied(FRONT, any));
    }

    @Test
    void refusesAServiceThatIsTheFrontendItself() {
        InetSocketAddress everywhere = new InetSocketAddress(FRONT.getPort());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MonitorTarget.Proxied(FRONT, FRONT))
                .withMessageContaining("dial itself");
        assertThatIllegalArgumentException().isThrownBy(() -> new MonitorTarget.Proxied(everywhere, FRONT));
        assertThatIllegalArgumentException().isThrownBy(() -> new MonitorTarget.Proxied(everywhere, everywhere));
    }

    @Test
    void takesTheSamePortOfAnotherAddress() throws Exception {
        InetSocketAddress other = new InetSocketAddress(InetAddress.getByName("127.0.0.2"), FRONT.getPort());
        InetSocketAddress elsewhere = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), FRONT.getPort());
        assertThat(new MonitorTarget.Proxied(FRONT, other).service()).isEqualTo(other);
        assertThat(new MonitorTarget.Proxied(new InetSocketAddress(FRONT.getPort()), elsewhere).service())
                .isEqualTo(elsewhere);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> new MonitorTarget.Observed(null, Optional.empty()));
        assertThatNullPointerException().isThrownBy(() -> new MonitorTarget.Observed(new TreeSet<>(List.of(1)), null));
        assertThatNullPointerException().isThrownBy(() -> new MonitorTarget.Proxied(null, FRONT));
        assertThatNullPointerException().isThrownBy(() -> new MonitorTarget.Proxied(FRONT, null));
        assertThatNullPointerException().isThrownBy(() -> MonitorTarget.ports(null));
    }
}
