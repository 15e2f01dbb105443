package dev.lull.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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
                Files.readString(DOCS.resolve("performance/jmh.json")),
                runs("races*.json"),
                runs("wake*.json"));
        assertThat(document).as("renew it: scripts/renew-performance").isEqualTo(renewed);
    }

    /** In the order in which a shell lists them. */
    private static List<String> runs(String names) throws IOException {
        List<String> runs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(DOCS.resolve("performance"), names)) {
            for (Path file :
                    StreamSupport.stream(files.spliterator(), false).sorted().toList()) {
                runs.add(Files.readString(file));
            }
        }
        return runs;
    }

    @Test
    void whatBecameOfClientsIsShownForEachServiceOfEachRun() throws IOException {
        String run =
                """
                { "format" : 1, "facts" : { "commit" : "0123abc" },
                  "contestants" : [ { "name" : "ebpf", "kind" : "OBSERVING", "description" : "", "state" : "MEASURED",
                                      "why" : "", "notes" : [ ] } ],
                  "samples" : [ %s ], "failures" : [ ] }
                """
                        .formatted(Stream.of("stops", "served", "next", "refused", "pending", "cut")
                                .map(name -> "{ \"round\" : 1, \"contestant\" : \"ebpf\", \"metric\" : \"races." + name
                                        + "\", \"value\" : " + name.length() + ", \"disturbed\" : false }")
                                .collect(Collectors.joining(", ")));
        assertThat(RaceTable.markdown(List.of(run, run)).lines().skip(2))
                .containsExactly(
                        "| `ebpf` | small, in the same JVM | 5 | 6 | 4 | 7 | 7 | 3 | 0123abc |",
                        "| `ebpf` | small, in the same JVM | 5 | 6 | 4 | 7 | 7 | 3 | 0123abc |");
    }

    @Test
    void howLongAWakeTakesIsShownForThoseWhoWakeAlone() throws IOException {
        String run =
                """
                { "format" : 1, "facts" : { "commit" : "0123abc" },
                  "contestants" : [ %s, %s ],
                  "samples" : [ %s, %s ], "failures" : [ ] }
                """
                        .formatted(contestant("proxy"), contestant("uring"), wake("p50", 9.26), wake("p99", 21.4));
        assertThat(WakeTable.markdown(List.of(run)).lines().skip(2))
                .singleElement()
                .asString()
                .startsWith("| `proxy` | – |")
                .contains("| 9.3 / 21 |")
                .endsWith("| 0123abc |");
    }

    private static String contestant(String name) {
        return "{ \"name\" : \"" + name
                + "\", \"kind\" : \"IN_PATH\", \"description\" : \"\", \"state\" : \"MEASURED\","
                + " \"why\" : \"\", \"notes\" : [ ] }";
    }

    private static String wake(String end, double millis) {
        return "{ \"round\" : 1, \"contestant\" : \"proxy\", \"metric\" : \"wake.stopped-socat." + end
                + "\", \"value\" : " + millis + ", \"disturbed\" : false }";
    }

    @Test
    void aDocumentWithoutAPlaceForThemIsRefused() {
        assertThatThrownBy(() -> PerformanceDocument.renewed(
                        "# Performance\n", ReportJson.write(Fixture.results()), "[]", List.of(), List.of()))
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
