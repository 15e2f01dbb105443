package dev.lull.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Connection;
import dev.lull.contract.ManualClock;
import dev.lull.contract.PlayedMonitor;
import dev.lull.launcher.control.ClosedConnection;
import dev.lull.launcher.control.RecentlyClosed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FarewellsTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-05-04T12:00:00Z"), ZoneOffset.UTC);

    private final ManualClock clock = new ManualClock();
    private final PlayedMonitor monitor = new PlayedMonitor(clock);
    private final List<Long> asked = new ArrayList<>();
    private final Farewells farewells = new Farewells(monitor, clock, NOON, connection -> {
        asked.add(connection.id());
        return Optional.empty();
    });

    private void leaves() {
        Connection connection = monitor.opens();
        clock.advance(Duration.ofSeconds(3));
        monitor.closes(connection);
    }

    private RecentlyClosed ask(long after) {
        farewells.listen();
        return farewells.since(OptionalLong.of(after));
    }

    @Test
    void tellsEachAskerOnlyWhoHasLeftSinceItAsked() {
        farewells.listen();
        long first = farewells.since(OptionalLong.empty()).latest();
        leaves();
        leaves();
        RecentlyClosed closed = ask(first);
        assertThat(closed.connections())
                .extracting(ClosedConnection::stayed)
                .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
        leaves();
        assertThat(ask(closed.latest()).connections()).hasSize(1);
        assertThat(ask(first).connections()).hasSize(3);
        assertThat(farewells.since(OptionalLong.empty()).connections()).isEmpty();
    }

    @Test
    void keepsSoManyAndCountsTheOthers() {
        long first = ask(0).latest();
        for (int i = 0; i < Farewells.MOST + 12; i++) {
            leaves();
            farewells.listen();
        }
        farewells.onUntold(0, 7);
        RecentlyClosed closed = ask(first);
        assertThat(closed.connections()).hasSize(Farewells.MOST);
        assertThat(closed.missed()).isEqualTo(19);
        assertThat(ask(closed.latest()).missed()).isZero();
    }

    @Test
    void listensToNothingWhileNobodyAsks() {
        leaves();
        assertThat(asked).isEmpty();
        long first = ask(0).latest();
        leaves();
        assertThat(asked).hasSize(1);
        clock.advance(Farewells.FORGOTTEN_AFTER);
        leaves();
        leaves();
        assertThat(asked).hasSize(1);
        assertThat(ask(first).connections()).isEmpty();
        leaves();
        assertThat(ask(first).connections()).hasSize(1);
    }

    @Test
    void takesAnyNumberForOneThatItMayHaveTold() {
        assertThat(ask(Long.MAX_VALUE)).isEqualTo(new RecentlyClosed(0, List.of(), 0));
        assertThat(ask(Long.MIN_VALUE)).isEqualTo(new RecentlyClosed(0, List.of(), 0));
    }
}
