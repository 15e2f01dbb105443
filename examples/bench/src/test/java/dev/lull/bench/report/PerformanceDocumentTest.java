package dev.lull.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** No figure in docs/performance.md is typed: its tables are those of the committed runs. */
class PerformanceDocumentTest {

    private static final Path DOCS = Path.of("../../docs");

    @Test
    void theTablesAreThoseOfTheCommittedRuns() throws IOException {
        String document = Files.readString(DOCS.resolve("performance.md"));
        String renewed = PerformanceDocument.renewed(
                document,
                Files.readString(DOCS.resolve("performance/bench.json")),
                Files.readString(DOCS.resolve("performance/jmh.json")));
        assertThat(document).as("renew it: scripts/renew-performance").isEqualTo(renewed);
    }

    @Test
    void aDocumentWithoutAPlaceForThemIsRefused() {
        assertThatThrownBy(
                        () -> PerformanceDocument.renewed("# Performance\n", ReportJson.write(Fixture.results()), "[]"))
                .hasMessageContaining("<!-- from lull bench -->");
    }

    @Test
    void aTableOfJmhHasTimeAndBytes() throws IOException {
        String json =
                """
                [{"jmhVersion":"1.37","benchmark":"dev.lull.microbenchmarks.LookBenchmark.look","jdkVersion":"17.0.15",
                  "params":{"sockets":"100"},
                  "primaryMetric":{"score":0.17,"scoreError":"NaN","scoreUnit":"ms/op"},
                  "secondaryMetrics":{"·gc.alloc.rate.norm":{"score":1234.4,"scoreUnit":"B/op"}}}]
                """;
        assertThat(JmhTable.markdown(json))
                .contains("| `LookBenchmark` | sockets 100 | 0.170 ms | – | 1,234 |")
                .contains("JDK 17.0.15, JMH 1.37.");
    }
}
