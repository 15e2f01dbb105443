package dev.lull.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.procfs.ProcfsOptions.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ProcfsStrategyProviderTest {

    @BeforeEach
    void linux() {
        Require.that("procfs", System.getProperty("os.name", "").equals("Linux"), "only Linux has /proc");
    }

    @Test
    void isFoundByItsName() {
        assertThat(Strategies.installed().get("procfs")).isInstanceOf(ProcfsStrategyProvider.class);
    }

    @Test
    void saysWhichSourceItPicked() {
        assertThat(new ProcfsStrategyProvider().probe()).isEqualTo(new Availability.Available("sock_diag"));
        try (ActivityMonitor monitor = open(MonitorTarget.port(1), ProcfsOptions.builder())) {
            assertThat(monitor.description()).isEqualTo("sock_diag");
            assertThat(monitor.capabilities()).contains(Capability.TRAFFIC);
        }
    }

    @Test
    void eachSourceHasAnotherOneForItsWitness() {
        assertThat(new ProcfsStrategyProvider().probeWitness()).isEqualTo(new Availability.Available("/proc files"));
        Map<Source, String> expected =
                Map.of(Source.SOCK_DIAG, "/proc files", Source.PROC_FILES, "sock_diag", Source.OSHI, "/proc files");
        expected.forEach((source, witness) -> {
            try (ActivityMonitor monitor =
                    open(MonitorTarget.port(1), ProcfsOptions.builder().source(source))) {
                assertThat(monitor.witness().description()).isEqualTo(witness);
                assertThat(monitor.witness()).isSameAs(monitor.witness());
            }
        });
    }

    @Test
    void hasNoWitnessWhereTheFilesMayShowAnotherMachinesSockets() {
        Path sameByAnotherName = Path.of("/proc/self/../../proc");
        try (ActivityMonitor monitor =
                open(MonitorTarget.port(1), ProcfsOptions.builder().procRoot(sameByAnotherName))) {
            assertThat(monitor.witness().description())
                    .startsWith("none: sock_diag sees this process's own network namespace");
        }
    }

    @Test
    void readsTheFilesWhereTheProcfsRootIsNotTheUsualOne() {
        Path sameByAnotherName = Path.of("/proc/self/../../proc");
        try (ActivityMonitor monitor =
                open(MonitorTarget.port(1), ProcfsOptions.builder().procRoot(sameByAnotherName))) {
            assertThat(monitor.description()).startsWith("/proc files in " + sameByAnotherName);
        }
    }

    @Test
    void watchesThousandsOfPortsAtOnce() throws IOException {
        SortedSet<Integer> odd =
                IntStream.range(0, 32768).map(i -> 2 * i + 1).boxed().collect(Collectors.toCollection(TreeSet::new));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                ActivityMonitor monitor = open(MonitorTarget.ports(odd), ProcfsOptions.builder())) {
            monitor.read();
            long expected = IntStream.of(server.getLocalPort(), client.getLocalPort())
                    .filter(port -> port % 2 == 1)
                    .count();
            assertThat(monitor.connections())
                    .filteredOn(connection -> connection.local().getPort() == server.getLocalPort()
                            || connection.local().getPort() == client.getLocalPort())
                    .hasSize((int) expected);
        }
    }

    @Test
    void refusesOptionsOutOfRange() {
        assertThatThrownBy(() -> ProcfsOptions.builder().pid(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pid: 0, expected 1 or more");
    }

    @Test
    void itsOptionsSayWhatTheyAre() {
        assertThat(ProcfsOptions.defaults()).hasToString("source AUTO, /proc");
        assertThat(ProcfsOptions.builder().source(Source.PROC_FILES).pid(7).build())
                .hasToString("source PROC_FILES, process 7, /proc");
    }

    private static ActivityMonitor open(MonitorTarget target, ProcfsOptions.Builder options) {
        return new ProcfsStrategyProvider()
                .open(target, MonitorOptions.builder().settings(options.build()).build());
    }
}
