package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.spi.UnreadableException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTableParserBenchmarkTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aQuarterOfTheRowsIsOnThePort(boolean ipv6) throws UnreadableException {
        TcpTableParserBenchmark benchmark = new TcpTableParserBenchmark();
        benchmark.ipv6 = ipv6;
        benchmark.prepare();
        assertThat(benchmark.parse()).isEqualTo(TcpTableParserBenchmark.ROWS / 4);
    }
}
