package dev.lull.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.StrategyException;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.RecordingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The source /proc files over a directory of the test's own. */
@ExtendWith(LeakCheck.class)
class ProcFilesTest {

    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final String REST =
            " 00000000:00000000 00:00000000 00000000     0        0 1234 1 0 20 4 30 10 -1\n";

    @TempDir
    private Path root;

    @BeforeEach
    void anEmptyTableOfEachFamily() throws IOException {
        Files.createDirectories(root.resolve("net"));
        Files.writeString(root.resolve("net/if_inet6"), "");
        write("tcp", 0);
        write("tcp6", 0);
    }

    @Test
    void tellsWhatOpenedAndClosedBetweenTwoLooks() throws IOException {
        try (ActivityMonitor monitor = open()) {
            RecordingListener heard = new RecordingListener();
            monitor.subscribe(heard);
            write("tcp", 2);
            assertThat(look(monitor).openConnections()).isEqualTo(2);
            write("tcp", 1);
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            assertThat(look(monitor).openedTotal()).isEqualTo(2);
            assertThat(heard.story()).containsExactly("opened 1", "opened 2", "closed 1");
        }
    }

    @Test
    void keepsWhatItKnewWhileTheFileIsUnreadableAndGoesOnAfterwards() throws IOException {
        write("tcp", 1);
        try (ActivityMonitor monitor = open()) {
            RecordingListener heard = new RecordingListener();
            monitor.subscribe(heard);
            Files.writeString(tcp(), HEADER + "   0: 0100007F:08");
            assertThat(monitor.read())
                    .isInstanceOfSatisfying(Reading.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                            .isEqualTo(tcp() + " line 2: cut off after \"   0: 0100007F:08\""));
            Files.writeString(tcp(), "");
            assertThat(monitor.read())
                    .isInstanceOfSatisfying(Reading.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                            .isEqualTo(tcp() + ": empty, not even a header"));
            assertThat(monitor.connections()).hasSize(1);
            write("tcp", 1);
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            assertThat(heard.story()).isEmpty();
        }
    }

    @Test
    void isUnreadableWhenOnlyTheIpv6TableIs() throws IOException {
        try (ActivityMonitor monitor = open()) {
            Files.writeString(root.resolve("net/tcp6"), "sl what\n");
            assertThat(monitor.read()).isInstanceOf(Reading.Unreadable.class);
        }
    }

    @Test
    void aLineLongerThanAnyIsUnreadable() throws IOException {
        try (ActivityMonitor monitor = open()) {
            Files.writeString(tcp(), HEADER + "0".repeat(100_000) + "\n");
            assertThat(monitor.read())
                    .isInstanceOfSatisfying(Reading.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                            .contains("line 2: cut off"));
        }
    }

    @Test
    void cannotBeOpenedWithoutTheIpv4Table() throws IOException {
        Files.delete(tcp());
        assertThatThrownBy(this::open)
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("procfs cannot watch port 2222")
                .hasMessageContaining(tcp() + " (No such file or directory)")
                .hasMessageContaining("mount procfs");
    }

    @Test
    void cannotBeOpenedWithoutTheIpv6TableWhereThereIsIpv6() throws IOException {
        Files.delete(root.resolve("net/tcp6"));
        assertThatThrownBy(this::open)
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("tcp6 (No such file or directory)");
    }

    @Test
    void cannotBeOpenedOnATableItDoesNotKnow() throws IOException {
        Files.writeString(tcp(), "Proto Recv-Q Send-Q\n");
        assertThatThrownBy(this::open).isInstanceOf(StrategyException.class).hasMessageContaining("line 1: \"Proto\"");
    }

    @Test
    void cannotBeOpenedOnAProcessThatIsNotThere() {
        assertThatThrownBy(() -> open(ProcfsOptions.builder().procRoot(root).pid(77)))
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining(
                        root.resolve("77").resolve("net").resolve("tcp").toString());
    }

    @Test
    void worksWithoutIpv6AndNoticesWhenItComes() throws IOException {
        Files.delete(root.resolve("net/tcp6"));
        Files.delete(root.resolve("net/if_inet6"));
        write("tcp", 1);
        try (ActivityMonitor monitor = open()) {
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            Files.writeString(root.resolve("net/if_inet6"), "");
            assertThat(monitor.read()).isInstanceOf(Reading.Unreadable.class);
            write("tcp6", 1);
            assertThat(look(monitor).openConnections()).isEqualTo(2);
        }
    }

    @Test
    void readsTablesOfManyPieces() throws IOException {
        write("tcp", 1000);
        write("tcp6", 1000);
        try (ActivityMonitor monitor = open()) {
            assertThat(look(monitor).openConnections()).isEqualTo(2000);
            assertThat(look(monitor).openedTotal()).isZero();
        }
    }

    @Test
    void goesOnAfterItsReaderWasInterrupted() throws IOException {
        write("tcp", 1);
        try (ActivityMonitor monitor = open()) {
            Thread.currentThread().interrupt();
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(look(monitor).openConnections()).isEqualTo(1);
        }
    }

    @Test
    void saysWhichFilesItReadsAndThatItMeasuresNoBytes() {
        try (ActivityMonitor monitor = open()) {
            assertThat(monitor.description()).isEqualTo("/proc files in " + root.resolve("net"));
            assertThat(monitor.capabilities())
                    .containsExactlyInAnyOrder(Capability.EARLIER_CONNECTIONS, Capability.PER_CONNECTION);
        }
    }

    private ActivityMonitor open() {
        return open(ProcfsOptions.builder().procRoot(root));
    }

    private static ActivityMonitor open(ProcfsOptions.Builder options) {
        return new ProcfsStrategyProvider()
                .open(
                        MonitorTarget.port(2222),
                        MonitorOptions.builder().settings(options.build()).build());
    }

    private Path tcp() {
        return root.resolve("net/tcp");
    }

    private void write(String name, int connections) throws IOException {
        boolean ipv6 = name.equals("tcp6");
        String address = ipv6 ? "0000000000000000FFFF00000100007F" : "0100007F";
        int firstPort = ipv6 ? 0x9000 : 0x8000;
        StringBuilder table = new StringBuilder(HEADER);
        for (int i = 0; i < connections; i++) {
            table.append(String.format("%4d: %s:08AE %s:%04X 01", i, address, address, firstPort + i))
                    .append(REST);
        }
        Files.writeString(root.resolve("net").resolve(name), table);
    }

    private static ActivitySnapshot look(ActivityMonitor monitor) {
        Reading reading = monitor.read();
        assertThat(reading).isInstanceOf(ActivitySnapshot.class);
        return (ActivitySnapshot) reading;
    }
}
