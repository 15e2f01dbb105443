package dev.lull.microbenchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivitySnapshot;
import dev.lull.Availability;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.ebpf.EbpfStrategyProvider;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class EbpfReadBenchmarkTest {

    @Test
    void seesAQuarterOfTheSocketsOnThePort() throws IOException {
        Availability answer = new EbpfStrategyProvider().probe();
        Require.that("ebpf", answer instanceof Availability.Available, answer.explanation());
        EbpfReadBenchmark benchmark = new EbpfReadBenchmark();
        benchmark.open();
        try {
            assertThat(((ActivitySnapshot) benchmark.read()).openConnections()).isEqualTo(25);
        } finally {
            benchmark.close();
        }
    }
}
