package dev.lull.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A socket that is bound to an interface is found in the kernel's tables by that only; its bytes count all the same. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class DeviceBoundTest {

    private static final List<String> IN_A_NAMESPACE_WITH_A_LINK_LOCAL_ADDRESS = List.of(
            "unshare",
            "--net",
            "sh",
            "-c",
            "ip link set lo up; ip -6 address add fe80::1111/64 dev lo nodad; exec \"$@\"",
            "sh");

    @BeforeEach
    void needsTheKernelAndNamespaces() {
        RequireEbpf.here();
        Require.networkNamespaces();
    }

    @Test
    void measuresAConnectionOfASocketBoundToAnInterface() throws Exception {
        try (Child child =
                Child.run(IN_A_NAMESPACE_WITH_A_LINK_LOCAL_ADDRESS, DeviceBoundChild.class, DeviceBoundChild.BOUND)) {
            assertThat(child.line()).isEqualTo("1 connection: 3 bytes in, idle for less than a minute");
        }
    }

    @Test
    void measuresAConnectionBetweenLinkLocalAddresses() throws Exception {
        try (Child child = Child.run(
                IN_A_NAMESPACE_WITH_A_LINK_LOCAL_ADDRESS, DeviceBoundChild.class, DeviceBoundChild.LINK_LOCAL)) {
            assertThat(child.line()).isEqualTo("1 connection: 3 bytes in, idle for less than a minute");
        }
    }
}
