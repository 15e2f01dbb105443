package dev.lull.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The test of the contract: every strategy in this file is wrong, and each must fail the test that is there for it. */
final class WrongStrategiesTest {

    @BeforeEach
    void needsProcfs() {
        Require.that("procfs", Files.exists(Path.of("/proc/self/net/tcp")), "there is no /proc/self/net/tcp");
    }

    @Test
    void catchesOneThatCountsTheListener() {
        assertThat(failures(CountsListen.class)).contains("countsNobodyWhereOnlyTheListenerIs");
    }

    @Test
    void catchesOneThatForgetsHalfClosedConnections() {
        assertThat(failures(ForgetsHalfClosed.class))
                .contains("countsAClientThatHasOnlyStoppedSending")
                .contains("countsAClientToWhomTheServiceHasOnlyStoppedSending");
    }

    @Test
    void catchesOneThatForgetsIpv6() {
        Require.that("ipv6", Loopback.hasIpv6(), "no IPv6 on loopback");
        assertThat(failures(ForgetsIpv6.class))
                .contains("countsAnIpv6Client", "countsAnIpv4ClientOfADualStackListener");
    }

    @Test
    void catchesOneThatHidesErrors() {
        assertThat(failures(HidesErrors.class)).containsExactly("saysUnreadableWithTheReasonWhenALookFails");
    }

    @Test
    void catchesOneThatLeaksADescriptor() throws Exception {
        try {
            assertThat(failures(LeaksADescriptor.class, "countsNobodyWhereOnlyTheListenerIs"))
                    .containsExactly("countsNobodyWhereOnlyTheListenerIs");
        } finally {
            ReferenceStrategy.LeaksADescriptor.closeForgotten();
        }
    }

    /** Runs only the tests that matter here: each failing one waits as long as its patience lasts. */
    private static final List<String> TELLING = List.of(
            "countsNobodyWhereOnlyTheListenerIs",
            "countsAClientThatHasOnlyStoppedSending",
            "countsAClientToWhomTheServiceHasOnlyStoppedSending",
            "countsAnIpv6Client",
            "countsAnIpv4ClientOfADualStackListener",
            "saysUnreadableWithTheReasonWhenALookFails");

    private static Set<String> failures(Class<?> contract) {
        return failures(contract, TELLING.toArray(String[]::new));
    }

    private static Set<String> failures(Class<?> contract, String... tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(java.util.Arrays.stream(tests)
                        .map(test -> DiscoverySelectors.selectMethod(contract, test))
                        .toArray(org.junit.platform.engine.discovery.MethodSelector[]::new))
                .execute()
                .testEvents()
                .failed()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .map(name -> name.replace("()", ""))
                .collect(Collectors.toSet());
    }

    static final class CountsListen extends ReferenceContract {
        CountsListen() {
            super(new ReferenceStrategy.CountsListen());
        }
    }

    static final class ForgetsHalfClosed extends ReferenceContract {
        ForgetsHalfClosed() {
            super(new ReferenceStrategy.ForgetsHalfClosed());
        }
    }

    static final class ForgetsIpv6 extends ReferenceContract {
        ForgetsIpv6() {
            super(new ReferenceStrategy.ForgetsIpv6());
        }
    }

    static final class HidesErrors extends ReferenceContract {
        HidesErrors() {
            super(new ReferenceStrategy.HidesErrors());
        }
    }

    static final class LeaksADescriptor extends ReferenceContract {
        LeaksADescriptor() {
            super(new ReferenceStrategy.LeaksADescriptor());
        }
    }
}
