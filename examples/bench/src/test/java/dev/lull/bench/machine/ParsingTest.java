package dev.lull.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lull.bench.workload.ClientAndService;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParsingTest {

    @Test
    void foreignShareIsWhatTheMachineDidWithoutThisRun() {
        MachineCpu before = MachineCpu.parse("cpu  1000 0 500 9000 0 40 60 0 0 0\ncpu0 1 2 3\n");
        MachineCpu after = MachineCpu.parse("cpu  1100 10 540 9000 0 90 90 10 0 0\n");
        // 100 + 10 + 40 in processes and 10 stolen are 1.6 s; 1.2 s of them ours, in 1 s on 2 processors.
        double share = after.foreignShare(
                before, Duration.ofMillis(1200).toNanos(), Duration.ofSeconds(1).toNanos(), 2);
        assertThat(share).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void machineCpuShowsWhatItCannotRead() {
        assertThatThrownBy(() -> MachineCpu.parse("intr 1 2 3")).hasMessageContaining("intr 1 2 3");
    }

    @Test
    void systemCallsCountOnceAndOnlyWithinTheTime() {
        String log =
                """
                4711 100.000001 futex(0x7f, FUTEX_WAIT, 0, NULL) = 0
                4711 100.500000 epoll_wait(5, [], 1024, 100) = 0
                4712 100.600000 read(3,  <unfinished ...>
                4711 100.700000 write(1, "<... x(", 7) = 7
                4712 100.800000 <... read resumed>"", 1) = 0
                4712 100.900000 --- SIGCHLD {si_signo=SIGCHLD} ---
                4712 100.950000 +++ exited with 0 +++
                4711 101.500000 futex(0x7f, FUTEX_WAKE, 1) = 0
                """;
        Instant from = Instant.ofEpochSecond(100, 400_000_000);
        assertThat(SystemCallCount.count(log.lines(), from, from.plusSeconds(1)))
                .isEqualTo(3);
        assertThat(SystemCallCount.count(Stream.empty(), from, from.plusSeconds(1)))
                .isZero();
    }

    @Test
    void listsOfProcessorsAreRead() {
        assertThat(Placement.parse("0-3,8")).containsExactly(0, 1, 2, 3, 8);
        assertThat(Placement.parse("5")).containsExactly(5);
    }

    @Test
    void descendantsAreFoundHoweverDeep() {
        ProcessTable table = new ProcessTable(Map.of(1L, java.util.List.of(2L, 9L), 2L, java.util.List.of(3L)));
        assertThat(table.withDescendants(1)).containsExactly(1L, 2L, 9L, 3L);
        assertThat(table.withDescendants(9)).containsExactly(9L);
    }

    @Test
    void valuesOfAnAnswerAreFoundByName() {
        assertThat(ClientAndService.values("done operations=5 nanos=7 p50=1"))
                .isEqualTo(Map.of("operations", "5", "nanos", "7", "p50", "1"));
    }

    @Test
    void cpuOfATreeIsExactWhileNoThreadEndsAndInTicksOtherwise() {
        FamilyUsage.Cpu before = new FamilyUsage.Cpu(1_000_000_000, Map.of("a", 10L, "b", 20L), 0);
        FamilyUsage.Cpu more = new FamilyUsage.Cpu(1_020_000_000, Map.of("a", 11L, "b", 25L, "new", 4L), 0);
        FamilyUsage.Cpu ended = new FamilyUsage.Cpu(1_020_000_000, Map.of("a", 11L), 0);
        assertThat(more.nanosSince(before)).isEqualTo(10);
        assertThat(ended.nanosSince(before)).isEqualTo(20_000_000);
    }
}
