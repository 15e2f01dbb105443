package dev.lull.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.MonitorOptions;
import dev.lull.Monitors;
import dev.lull.Testimony;
import dev.lull.TrafficThreshold;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.ManualClock;
import dev.lull.contract.Require;
import dev.lull.contract.Stage;
import dev.lull.procfs.ProcfsOptions.Source;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A minimum of traffic over real sockets, whose bytes the kernel tells: the witness agrees with the filter. */
@ExtendWith(LeakCheck.class)
class QuietConnectionTest {

    @BeforeEach
    void linux() {
        Require.that("procfs", System.getProperty("os.name", "").equals("Linux"), "only Linux has /proc");
    }

    @Test
    void theWitnessDoesNotSeeAConnectionThatIsQuietAndSeesItAgainOnceItMoves() throws Exception {
        ManualClock clock = new ManualClock();
        MonitorOptions options = MonitorOptions.builder()
                .clock(clock)
                .settings(ProcfsOptions.builder().source(Source.SOCK_DIAG).build())
                .build();
        TrafficThreshold threshold = new TrafficThreshold(1000, Duration.ofSeconds(10));
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = Monitors.requiringTraffic(
                        new ProcfsStrategyProvider().open(stage.target(), options), threshold)) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            assertThat(counting(monitor)).isEqualTo(1);
            assertThat(sightings(monitor)).isEqualTo(1);
            for (int second = 0; second < 12; second++) {
                clock.advance(Duration.ofSeconds(1));
                counting(monitor);
            }
            assertThat(counting(monitor)).isZero();
            assertThat(sightings(monitor)).as("quiet").isZero();
            client.getOutputStream().write(new byte[2000]);
            assertThat(server.getInputStream().readNBytes(2000)).hasSize(2000);
            clock.advance(Duration.ofSeconds(1));
            assertThat(counting(monitor)).isEqualTo(1);
            assertThat(sightings(monitor)).isEqualTo(1);
        }
    }

    private static int counting(ActivityMonitor monitor) {
        return ((ActivitySnapshot) monitor.read()).openConnections();
    }

    private static int sightings(ActivityMonitor monitor) {
        return ((Testimony.Seen) monitor.witness().testify()).open().size();
    }
}
