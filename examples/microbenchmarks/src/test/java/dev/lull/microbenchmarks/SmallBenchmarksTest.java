package dev.lull.microbenchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivitySnapshot;
import dev.lull.Verdict;
import dev.lull.contract.LeakCheck;
import dev.lull.proxy.header.ProxyHeader;
import dev.lull.proxy.header.ProxyHeaderDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

@ExtendWith(LeakCheck.class)
class SmallBenchmarksTest {

    @Test
    void aRelayThatNobodyUsesReadsAsSuch() throws IOException {
        ProxyReadBenchmark benchmark = new ProxyReadBenchmark();
        benchmark.open();
        try {
            assertThat(((ActivitySnapshot) benchmark.read()).openConnections()).isZero();
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePolicyStopsOnlyWhatIsIdleLongEnough(PolicyBenchmark.Case given) {
        PolicyBenchmark benchmark = new PolicyBenchmark();
        benchmark.given = given;
        benchmark.prepare();
        assertThat(benchmark.evaluate() instanceof Verdict.ShutDown)
                .isEqualTo(given == PolicyBenchmark.Case.IDLE_LONG_ENOUGH);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theHeaderIsFoundWhole(int version) {
        ProxyHeaderBenchmark benchmark = new ProxyHeaderBenchmark();
        benchmark.version = version;
        benchmark.prepare();
        ProxyHeaderDecoder.Result result = benchmark.decode();
        assertThat(result).isInstanceOf(ProxyHeaderDecoder.Result.Found.class);
        assertThat(((ProxyHeaderDecoder.Result.Found) result).header().kind()).isEqualTo(ProxyHeader.Kind.PROXIED);
    }

    /** As {@code benchmarks.jar -prof gc} runs them, once and without a fork. */
    @Test
    void jmhRunsThemAndCountsWhatTheyAllocate() throws Exception {
        List<RunResult> results = new ArrayList<>(new Runner(new OptionsBuilder()
                        .include("(PolicyBenchmark|ProxyHeaderBenchmark|TcpTableParserBenchmark)")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(20))
                        .addProfiler("gc")
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run());
        assertThat(results).hasSize(3 + 2 + 2).allSatisfy(result -> {
            assertThat(result.getPrimaryResult().getScore()).isPositive();
            assertThat(result.getSecondaryResults().keySet()).anyMatch(name -> name.contains("alloc.rate.norm"));
        });
    }
}
