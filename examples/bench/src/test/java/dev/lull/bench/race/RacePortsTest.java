package dev.lull.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that is started again at its port must not find a client's end there. */
class RacePortsTest {

    @ParameterizedTest
    @CsvSource({
        "'32768\t60999\n', 1024, 32767", // Linux, unless somebody says otherwise
        // (Documentation/networking/ip-sysctl.rst)
        "'10000\t65000\n', 1024, 9999",
        "'1500 30000', 30001, 65535",
    })
    void noClientIsGivenOneOfThem(String range, int lowest, int highest) throws IOException {
        for (long seed : new long[] {0, 1, 77_777, -5, Long.MAX_VALUE}) {
            RacePorts ports = RacePorts.outside(range, seed);
            for (int i = 0; i < 20; i++) {
                assertThat(ports.next()).isBetween(lowest, highest);
            }
        }
    }

    @Test
    void thoseOfThisMachineAreNotGivenToClients() throws IOException {
        int first = Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))
                .get(0)
                .split("\\s+")[0]);
        int port = RacePorts.here(60_000).next();
        assumeThat(first).as("the first of the ports for clients").isGreaterThan(16_384);
        assertThat(port).isLessThan(first);
    }

    @Test
    void anOccupiedOneIsPassedOver() throws IOException {
        try (ServerSocket there = new ServerSocket()) {
            int taken = RacePorts.here(4_711).next();
            there.bind(new InetSocketAddress(taken));
            assertThat(RacePorts.here(4_711).next()).isNotEqualTo(taken);
        }
    }

    @Test
    void whereClientsAreGivenAllOfThemThatIsSaid() throws IOException {
        RacePorts none = RacePorts.outside("1024 65535", 9);
        assertThatThrownBy(none::next).isInstanceOf(IOException.class).hasMessageContaining("ip_local_port_range");
        for (String wrong : new String[] {"many", "1", ""}) {
            assertThatThrownBy(() -> RacePorts.outside(wrong, 9))
                    .hasMessageContaining("\"" + wrong + "\", expected two");
        }
    }
}
