package dev.lull.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.Availability;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.internal.linux.SocketAddresses;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Of which family a listening socket is where the kernel lacks one, as without IPv6. */
@ExtendWith(LeakCheck.class)
class NewSocketTest {

    /** Beyond AF_MAX of any Linux (include/linux/socket.h), so that socket(2) answers EAFNOSUPPORT. */
    private static final int NO_FAMILY = 200;

    @BeforeEach
    void requireMachine() {
        Availability availability = new UringStrategyProvider().probe();
        Require.that("io_uring", availability instanceof Availability.Available, availability.explanation());
    }

    @Test
    void takesTheNextFamilyWhereTheKernelLacksTheFirst() throws Exception {
        NewSocket made = NewSocket.ofFirst(List.of(NO_FAMILY, SocketAddresses.AF_INET));
        new SocketOptions(made.descriptor()).closeNow();
        assertThat(made.family()).isEqualTo(SocketAddresses.AF_INET);
    }

    @Test
    void saysWhatTheKernelSaysWhereItLacksAll() {
        assertThatThrownBy(() -> NewSocket.ofFirst(List.of(NO_FAMILY)))
                .isInstanceOf(IOException.class)
                .hasMessage("socket: EAFNOSUPPORT");
    }
}
