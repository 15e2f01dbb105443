package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.lull.contract.Loopback;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the records refuse to hold, and the little that they compute. */
@SuppressWarnings("NullAway") // null on purpose throughout
final class ValuesTest {

    private static final InetSocketAddress ADDRESS = new InetSocketAddress(Loopback.IPV4, 1);
    private static final Connection CONNECTION =
            new Connection(1, ADDRESS, ADDRESS, 0, OptionalLong.empty(), Optional.empty());

    @Test
    void availabilityExplainsItselfInOneLine() {
        assertThat(new Availability.Available("by sock_diag").explanation()).isEqualTo("by sock_diag");
        assertThat(new Availability.Unsupported("no CAP_BPF", "run as root").explanation())
                .isEqualTo("no CAP_BPF; run as root");
        assertThat(new Availability.Inconclusive("busy").explanation()).isEqualTo("busy");
    }

    @Test
    void availabilityRefusesNull() {
        assertThatNullPointerException().isThrownBy(() -> new Availability.Available(null));
        assertThatNullPointerException().isThrownBy(() -> new Availability.Unsupported(null, "cure"));
        assertThatNullPointerException().isThrownBy(() -> new Availability.Unsupported("reason", null));
        assertThatNullPointerException().isThrownBy(() -> new Availability.Inconclusive(null));
    }

    @Test
    void readingsRefuseNegativeCountsAndNull() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ActivitySnapshot(0, 0, -1, 0, Optional.empty()))
                .withMessage("openConnections: -1, expected 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ActivitySnapshot(0, 0, 0, -1, Optional.empty()))
                .withMessage("openedTotal: -1, expected 0 or more");
        assertThatNullPointerException()
                .isThrownBy(() -> new ActivitySnapshot(0, 0, 0, 0, null))
                .withMessage("traffic");
        assertThatNullPointerException().isThrownBy(() -> new Reading.Unreadable(0, null));
    }

    @Test
    void connectionRefusesNumbersBelowOneAndNull() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Connection(0, ADDRESS, ADDRESS, 0, OptionalLong.empty(), Optional.empty()))
                .withMessage("id: 0, expected 1 or more");
        assertThatNullPointerException()
                .isThrownBy(() -> new Connection(1, null, ADDRESS, 0, OptionalLong.empty(), Optional.empty()));
        assertThatNullPointerException()
                .isThrownBy(() -> new Connection(1, ADDRESS, null, 0, OptionalLong.empty(), Optional.empty()));
        assertThatNullPointerException()
                .isThrownBy(() -> new Connection(1, ADDRESS, ADDRESS, 0, null, Optional.empty()));
        assertThatNullPointerException()
                .isThrownBy(() -> new Connection(1, ADDRESS, ADDRESS, 0, OptionalLong.empty(), null));
    }

    @Test
    void eventsRefuseNull() {
        assertThat(new ConnectionEvent.Opened(CONNECTION, 1, 5).connection()).isEqualTo(CONNECTION);
        assertThatNullPointerException().isThrownBy(() -> new ConnectionEvent.Opened(null, 1, 0));
        assertThatNullPointerException().isThrownBy(() -> new ConnectionEvent.Closed(null, 0, 0));
    }

    @Test
    void trafficAddsUpAndRefusesNegativeNumbers() {
        Traffic traffic = new Traffic(1, 20).plus(new Traffic(300, 4000));
        assertThat(traffic).isEqualTo(new Traffic(301, 4020));
        assertThat(traffic.total()).isEqualTo(4321);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Traffic(-1, 0))
                .withMessage("bytesIn: -1, expected 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Traffic(0, -1))
                .withMessage("bytesOut: -1, expected 0 or more");
    }

    @Test
    void trafficThresholdRefusesWhatIsNotAboveZero() {
        assertThat(new TrafficThreshold(1000, Duration.ofSeconds(90))).hasToString("1000 bytes in 1m30s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrafficThreshold(0, Duration.ofSeconds(1)))
                .withMessage("bytes: 0, expected above zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrafficThreshold(1, Duration.ZERO))
                .withMessage("window: PT0S, expected above zero");
        assertThatIllegalArgumentException().isThrownBy(() -> new TrafficThreshold(1, Duration.ofSeconds(-1)));
        assertThatNullPointerException().isThrownBy(() -> new TrafficThreshold(1, null));
    }

    @Test
    void verdictsRefuseNullAndATimeThatIsNotAboveZero() {
        Duration second = Duration.ofSeconds(1);
        assertThatNullPointerException().isThrownBy(() -> new Verdict.ShutDown(null));
        assertThatNullPointerException().isThrownBy(() -> new Verdict.ShutDown(second, null));
        assertThatNullPointerException().isThrownBy(() -> new Verdict.KeepRunning(null, 0, "", Duration.ZERO, second));
        assertThatNullPointerException()
                .isThrownBy(() -> new Verdict.KeepRunning(Verdict.Why.HELD, 0, null, Duration.ZERO, second));
        assertThatNullPointerException()
                .isThrownBy(() -> new Verdict.KeepRunning(Verdict.Why.HELD, 0, "", null, second));
        assertThatNullPointerException()
                .isThrownBy(() -> new Verdict.KeepRunning(Verdict.Why.HELD, 0, "", Duration.ZERO, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Verdict.KeepRunning(Verdict.Why.IN_USE, -1, "", Duration.ZERO, second))
                .withMessage("openConnections: -1, expected zero or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Verdict.KeepRunning(Verdict.Why.HELD, 0, "", Duration.ZERO, Duration.ZERO))
                .withMessage("recheckAfter: PT0S, expected above zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Verdict.KeepRunning(Verdict.Why.HELD, 0, "", Duration.ZERO, second.negated()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Verdict.KeepRunning(Verdict.Why.HELD, 0, "", second.negated(), second))
                .withMessage("idleFor: PT-1S, expected zero or more");
    }

    @Test
    void openedRefusesNull() {
        assertThatNullPointerException().isThrownBy(() -> new Strategies.Opened(null, Map.of()));
    }
}
