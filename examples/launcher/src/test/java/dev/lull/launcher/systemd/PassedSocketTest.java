package dev.lull.launcher.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.launcher.console.UsageException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which socket is meant, by what a service manager says in the environment. */
class PassedSocketTest {

    private static final long PID = 42;

    private static int descriptor(Map<String, String> environment, String... name) {
        return PassedSocket.descriptor(
                environment,
                PID,
                Optional.of(name).filter(any -> any.length > 0).map(n -> n[0]));
    }

    @Test
    void takesTheOnlyOne() {
        assertThat(descriptor(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "42"))).isEqualTo(3);
    }

    @Test
    void takesTheOneSoNamed() {
        Map<String, String> two = Map.of("LISTEN_FDS", "2", "LISTEN_PID", "42", "LISTEN_FDNAMES", "web:ssh");
        assertThat(descriptor(two, "ssh")).isEqualTo(4);
        assertThatThrownBy(() -> descriptor(two))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--listen systemd: 2 of the sockets")
                .hasMessageContaining("LISTEN_FDNAMES is web:ssh");
        assertThatThrownBy(() -> descriptor(two, "smtp"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("0 of the sockets that were passed are named \"smtp\"");
    }

    @Test
    void takesNoneThatIsAnotherProcessesOwn() {
        assertThatThrownBy(() -> descriptor(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "41")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("passed to process 41 (LISTEN_PID), and this is 42");
    }

    @Test
    void saysThatNoneWasPassed() {
        assertThatThrownBy(() -> descriptor(Map.of("LISTEN_FDS", "none")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no socket was passed");
    }
}
