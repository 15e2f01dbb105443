package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Connection;
import dev.lull.contract.Loopback;
import dev.lull.contract.ManualClock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class OwnEndsTest {

    private static final InetSocketAddress SERVICE = new InetSocketAddress(Loopback.IPV4, 22);
    private static final InetSocketAddress END = new InetSocketAddress(Loopback.IPV4, 40_000);
    private static final InetSocketAddress NEIGHBOUR = new InetSocketAddress(Loopback.IPV4, 40_001);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final OwnEnds ends = new OwnEnds(clock);

    private Connection now(InetSocketAddress peer) {
        return new Connection(1, SERVICE, peer, clock.nanoTime(), OptionalLong.empty(), Optional.empty());
    }

    @Test
    void areKnownFromBeforeTheyAreConnectedUntilTheyAreClosed() {
        assertThat(ends.contain(END)).isFalse();
        ends.add(END);
        assertThat(ends.contain(END)).isTrue();
        assertThat(ends.made(now(END))).isTrue();
        assertThat(ends.contain(NEIGHBOUR)).isFalse();
        assertThat(ends.made(now(NEIGHBOUR))).isFalse();
        ends.remove(END);
        assertThat(ends.contain(END)).isFalse();
    }

    @Test
    void areToldFromAConnectionThatBeganLaterAtTheSamePort() {
        ends.add(END);
        clock.advance(SECOND);
        Connection ours = now(END);
        clock.advance(SECOND);
        ends.remove(END);
        clock.advance(SECOND);
        assertThat(ends.made(ours)).as("told late").isTrue();
        assertThat(ends.made(now(END))).as("somebody else's").isFalse();
    }

    @Test
    void areForgottenInTheEndSoThatTheirNumberIsBounded() {
        ends.add(END);
        Connection ours = now(END);
        ends.remove(END);
        for (int port = 1; port <= 1024; port++) {
            InetSocketAddress other = new InetSocketAddress(Loopback.IPV4_OTHER, port);
            ends.add(other);
            ends.remove(other);
        }
        assertThat(ends.made(ours)).isFalse();
    }

    @Test
    void doNotMindOneThatIsRemovedTwice() {
        ends.add(END);
        ends.remove(END);
        clock.advance(SECOND);
        Connection somebody = now(END);
        ends.remove(END);
        assertThat(ends.made(somebody)).isFalse();
    }
}
