package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.Cidr;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class RelayOptionsTest {

    private static final List<Cidr> SOMEBODY = List.of(Cidr.parse("192.0.2.0/24"));

    @Test
    void saysEverySetting() {
        RelayOptions all = RelayOptions.builder()
                .dataPath(RelayOptions.DataPathChoice.COPY)
                .loops(3)
                .maxConnections(4)
                .overLimit(RelayOptions.OverLimit.REFUSE)
                .backlog(5)
                .connectTimeout(Duration.ofSeconds(6))
                .connectionIdleTimeout(Duration.ofSeconds(7))
                .firstByteTimeout(Duration.ofSeconds(8))
                .proxyProtocol(ProxyProtocol.OFF
                        .accepting(ProxyProtocol.Accept.REQUIRED)
                        .trusting(SOMEBODY)
                        .waitingForHeader(Duration.ofSeconds(9))
                        .sending(ProxyProtocol.Send.V2))
                .heldBytesBound(10L << 20)
                .pipes(11)
                .refuse(SOMEBODY)
                .ignore(SOMEBODY)
                .dialFrom(InetAddress.getLoopbackAddress())
                .inheritedListener(13)
                .gate(ServiceGate.shutAtFirst())
                .build();
        assertThat(all.toBuilder().build()).usingRecursiveComparison().isEqualTo(all);
        assertThat(all)
                .usingRecursiveComparison()
                .isNotEqualTo(all.toBuilder().backlog(12).build());
        assertThat(all.toString())
                .isEqualTo(
                        "RelayOptions[dataPath=COPY, loops=OptionalInt[3], maxConnections=OptionalInt[4], overLimit=REFUSE,"
                                + " backlog=5, connectTimeout=PT6S, connectionIdleTimeout=Optional[PT7S],"
                                + " firstByteTimeout=Optional[PT8S], proxyProtocol=" + all.proxyProtocol()
                                + ", heldBytesBound=10485760, pipes=11, refuse=[192.0.2.0/24], ignore=[192.0.2.0/24], dialFrom=Optional[localhost/127.0.0.1],"
                                + " inheritedListener=OptionalInt[13], gate=Optional[shut]]");
    }

    @Test
    void hasOneLongestTimeoutForAll() {
        List<BiFunction<RelayOptions.Builder, Duration, RelayOptions.Builder>> timeouts = List.of(
                RelayOptions.Builder::connectTimeout,
                RelayOptions.Builder::connectionIdleTimeout,
                RelayOptions.Builder::firstByteTimeout,
                (builder, timeout) -> builder.proxyProtocol(ProxyProtocol.OFF.waitingForHeader(timeout)));
        for (BiFunction<RelayOptions.Builder, Duration, RelayOptions.Builder> timeout : timeouts) {
            assertThat(timeout.apply(RelayOptions.builder(), RelayOptions.LONGEST_TIMEOUT))
                    .isNotNull();
            for (Duration wrong : List.of(Duration.ZERO, RelayOptions.LONGEST_TIMEOUT.plusNanos(1))) {
                assertThatThrownBy(() -> timeout.apply(RelayOptions.builder(), wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("at most 366 days");
            }
        }
    }

    @Test
    void believesNobodyButThisMachineUnlessToldSo() {
        assertThat(RelayOptions.defaults().proxyProtocol()).isEqualTo(ProxyProtocol.OFF);
        assertThat(ProxyProtocol.OFF.trustedSenders())
                .extracting(Cidr::toString)
                .containsExactly("127.0.0.0/8", "0:0:0:0:0:0:0:1/128");
    }
}
