package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Availability;
import dev.lull.MonitorTarget;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** One description of what is missing, for both who ask whether it works and who want to watch. */
class UnavailableExceptionTest {

    private final IOException said = new IOException("EMFILE");

    @Test
    void isUnsupportedWhereItLasts() {
        assertThat(UnavailableException.lasting("no cgroup2", "mount one").toAvailability())
                .isEqualTo(new Availability.Unsupported("no cgroup2", "mount one"));
    }

    @Test
    void isInconclusiveWhereItPassesAndSaysWhatToDoAllTheSame() {
        assertThat(UnavailableException.passing("socket: EMFILE", "raise ulimit -n", said)
                        .toAvailability())
                .isEqualTo(new Availability.Inconclusive("socket: EMFILE; raise ulimit -n"));
    }

    @Test
    void namesTheStrategyTheTargetTheReasonAndTheCure() {
        UnavailableException why = UnavailableException.lasting("no cgroup2", "mount one", said);
        assertThat(why.toException("ebpf", MonitorTarget.port(2222)))
                .hasMessage("ebpf cannot watch " + MonitorTarget.port(2222) + ": no cgroup2; mount one")
                .hasCause(why)
                .hasRootCause(said);
    }
}
