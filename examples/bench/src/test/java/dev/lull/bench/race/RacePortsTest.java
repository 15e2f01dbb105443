package dev.lull.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
        assertThatThrownBy(() -> RacePorts.outside("many", 9)).hasMessageContaining("\"many\", expected two ports");
    }
}
