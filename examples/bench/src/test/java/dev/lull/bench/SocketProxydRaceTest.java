package dev.lull.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.contestant.RivalRelays;
import dev.lull.bench.run.Results;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of the clients of systemd-socket-proxyd at its idle exit is told beside Lull's. */
class SocketProxydRaceTest extends ShortRun {

    @Test
    void eachClientOfSocketProxydIsAccountedFor() throws Exception {
        Contestant proxyd = RivalRelays.all().stream()
                .filter(contestant -> contestant.name().equals(RivalRelays.SOCKET_PROXYD))
                .findFirst()
                .orElseThrow();
        assumeThat(proxyd.absence()).isEmpty();
        Results results = measure(Set.of("races"), proxyd);
        double stops = median(results, proxyd.name(), metric("races.stops"));
        double clients = Stream.of("served", "next", "refused", "pending", "cut")
                .mapToDouble(fate -> median(results, proxyd.name(), metric("races." + fate)))
                .sum();
        assertThat(clients).as(printed::toString).isEqualTo(stops).isPositive();
    }
}
