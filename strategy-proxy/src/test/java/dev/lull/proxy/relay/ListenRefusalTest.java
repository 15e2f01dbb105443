package dev.lull.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListenRefusalTest {

    private static final InetSocketAddress FRONTEND = InetSocketAddress.createUnresolved("127.0.0.1", 80);

    private static String cure(String said) {
        return ListenRefusal.cure(FRONTEND, said, Optional.of(1024));
    }

    @Test
    void namesThePrivilegeAndTheSysctlOfAPortThatIsForPrivilegedPrograms() {
        assertThat(cure("Permission denied"))
                .contains(
                        "CAP_NET_BIND_SERVICE", "a port from 1024 up", "sysctl net.ipv4.ip_unprivileged_port_start=80");
    }

    @Test
    void asksForAnotherPortOrAddressWhereSomebodyElseListens() {
        assertThat(cure("Address already in use")).contains("another program listens at port 80", "127.0.0.23:80");
    }

    @Test
    void saysWhichAddressIsNotThisMachines() {
        assertThat(cure("Cannot assign requested address")).contains("127.0.0.1 is no address of this machine");
    }

    @Test
    void doesNotGuessWhatItDoesNotKnow() {
        assertThat(cure("No buffer space available")).endsWith("?");
    }
}
