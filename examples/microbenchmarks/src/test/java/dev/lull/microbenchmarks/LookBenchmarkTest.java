package dev.lull.microbenchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivitySnapshot;
import dev.lull.Reading;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.microbenchmarks.LookBenchmark.OnPort;
import dev.lull.procfs.ProcfsOptions.Source;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class LookBenchmarkTest {

    @BeforeEach
    void linux() {
        Require.that("procfs", System.getProperty("os.name", "").equals("Linux"), "only Linux has /proc");
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void everySourceSeesAQuarterOfTheSocketsOnThePort(Source source) throws IOException {
        assertThat(look(source, OnPort.QUARTER)).isEqualTo(25);
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void everySourceSeesNoneOnAPortThatNobodyUses(Source source) throws IOException {
        assertThat(look(source, OnPort.NONE)).isZero();
    }

    @Test
    void readingAloneReadsAtLeastALineForEachSocket() throws IOException {
        ProcReadBenchmark benchmark = new ProcReadBenchmark();
        benchmark.sockets = 100;
        benchmark.open();
        try {
            assertThat(benchmark.read()).isGreaterThan(100 * 100);
        } finally {
            benchmark.close();
        }
    }

    private static int look(Source source, OnPort onPort) throws IOException {
        LookBenchmark benchmark = new LookBenchmark();
        benchmark.sockets = 100;
        benchmark.source = source;
        benchmark.onPort = onPort;
        benchmark.open();
        try {
            Reading reading = benchmark.look();
            assertThat(reading).isInstanceOf(ActivitySnapshot.class);
            return ((ActivitySnapshot) reading).openConnections();
        } finally {
            benchmark.close();
        }
    }
}
