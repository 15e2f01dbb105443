package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import dev.lull.contract.FreePort;
import dev.lull.procfs.ProcfsOptions;
import dev.lull.procfs.ProcfsOptions.Source;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What the table in docs/strategies.md says of the strategies is what they claim themselves; the contract tries those
 * claims over real sockets.
 */
class StrategiesTableTest {

    private static final Map<String, Capability> ROWS = Map.of(
            "connections older than the monitor", Capability.EARLIER_CONNECTIONS,
            "connections between two looks", Capability.SHORT_CONNECTIONS,
            "opened and closed", Capability.EVENTS,
            "bytes", Capability.TRAFFIC,
            "holds the door while deciding", Capability.HOLDS_DOOR);

    private static final Set<String> CANNOT = Set.of("no", "by comparing looks", "only where asked to");

    private final List<List<String>> table = table();

    private static List<List<String>> table() {
        try {
            return Files.readAllLines(Path.of("..", "..", "docs", "strategies.md")).stream()
                    .filter(line -> line.startsWith("| "))
                    .map(line -> Arrays.stream(line.split("\\|", -1))
                            .map(String::strip)
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertColumn(String title, Set<Capability> claimed) {
        int column = table.get(0).indexOf(title);
        assertThat(column).as("a column %s in %s", title, table.get(0)).isPositive();
        ROWS.forEach((name, capability) -> {
            List<String> row = table.stream()
                    .filter(cells -> cells.get(1).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no row " + name));
            assertThat(claimed.contains(capability))
                    .as("%s, %s: %s", title, name, row.get(column))
                    .isEqualTo(!CANNOT.contains(row.get(column)));
        });
    }

    private static ActivityStrategyProvider strategy(String name) {
        return Objects.requireNonNull(Strategies.installed().get(name), name);
    }

    private static Set<Capability> procfs(Source source) throws IOException {
        MonitorOptions options = MonitorOptions.builder()
                .settings(ProcfsOptions.builder().source(source).build())
                .build();
        MonitorTarget target =
                MonitorTarget.port(FreePort.at(InetAddress.getLoopbackAddress()).getPort());
        try (ActivityMonitor monitor = strategy("procfs").open(target, options)) {
            return monitor.capabilities();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysOfEachSourceOfProcfsWhatItClaims() throws IOException {
        assertColumn("`procfs`, sock_diag", procfs(Source.SOCK_DIAG));
        assertColumn("`procfs`, /proc files", procfs(Source.PROC_FILES));
        assertColumn("`procfs`, OSHI", procfs(Source.OSHI));
    }

    @Test
    void saysOfEachOtherStrategyWhatItClaims() {
        assertColumn("`ebpf`", strategy("ebpf").capabilities());
        assertColumn("`ebpf`, steering", strategy("ebpf").capabilities());
        assertColumn("`proxy`, `uring`", strategy("proxy").capabilities());
        assertColumn("`proxy`, `uring`", strategy("uring").capabilities());
    }
}
