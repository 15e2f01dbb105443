package dev.lull.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Testimony;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
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
        assertThat(failures(CountsListen.class, "countsNobodyWhereOnlyTheListenerIs"))
                .containsExactly("countsNobodyWhereOnlyTheListenerIs");
    }

    @Test
    void catchesOneThatForgetsHalfClosedConnections() {
        String[] tests = {"countsAClientThatHasOnlyStoppedSending", "countsAClientToWhomTheServiceHasOnlyStoppedSending"
        };
        assertThat(failures(ForgetsHalfClosed.class, tests)).containsExactlyInAnyOrder(tests);
    }

    @Test
    void saysHowManyWereExpectedAndHowManySeen() {
        assertThat(EngineTestKit.engine("junit-jupiter")
                        .selectors(DiscoverySelectors.selectMethod(
                                ForgetsHalfClosed.class, "countsAClientThatHasOnlyStoppedSending"))
                        .execute()
                        .testEvents()
                        .failed()
                        .stream()
                        .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()
                                .getMessage()))
                .singleElement()
                .asString()
                .contains("expected 1 open, saw 0");
    }

    @Test
    void catchesOneThatForgetsIpv6() {
        Require.that("ipv6", Loopback.hasIpv6(), "no IPv6 on loopback");
        String[] tests = {"countsAnIpv6Client", "countsAnIpv4ClientOfADualStackListener"};
        assertThat(failures(ForgetsIpv6.class, tests)).containsExactlyInAnyOrder(tests);
    }

    @Test
    void catchesOneThatHidesErrors() {
        assertThat(failures(HidesErrors.class, TELLING.toArray(String[]::new)))
                .containsExactly("saysUnreadableWithTheReasonWhenALookFails");
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

    @Test
    void catchesOneThatTakesAPortWhereNothingListensForAnIdleService() {
        String[] tests = {
            "isUnreadableWhileNothingListens",
            "isUnreadableWhileNothingListensAtOneOfSeveralPorts",
            "isUnreadableWhileNothingListensAtTheAddressWhereOneIsGiven"
        };
        assertThat(failures(ForgetsTheListener.class, tests)).containsExactlyInAnyOrder(tests);
    }

    @Test
    void catchesOneWhoseWitnessSeesNobody() {
        String[] tests = {
            "itsWitnessSeesAClientFromItsConnectToItsClose",
            "itsWitnessSeesAConnectionThatTheServiceHasNotAcceptedYet",
            "isNotStoppedUnderAClientWhomOnlyItsWitnessSees"
        };
        assertThat(failures(HasABlindWitness.class, tests)).containsExactlyInAnyOrder(tests);
    }

    @Test
    void catchesOneWhoseWitnessSeesSomebodyWhenThereIsNobody() {
        String test = "itsWitnessSeesAClientFromItsConnectToItsClose";
        assertThat(failures(HasAWitnessWithGhosts.class, test)).containsExactly(test);
    }

    @Test
    void catchesOneThatPromisesAWitnessAndHasNone() {
        String test = "saysBeforehandWhetherItHasAWitness";
        assertThat(failures(PromisesAWitness.class, test)).containsExactly(test);
    }

    /** What a strategy that does nothing else wrong passes. */
    private static final List<String> TELLING = List.of(
            "countsNobodyWhereOnlyTheListenerIs",
            "countsAClientThatHasOnlyStoppedSending",
            "countsAClientToWhomTheServiceHasOnlyStoppedSending",
            "countsAnIpv6Client",
            "countsAnIpv4ClientOfADualStackListener",
            "saysUnreadableWithTheReasonWhenALookFails");

    /** Runs only the tests that matter: each failing one waits as long as its patience lasts. */
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

    static final class ForgetsTheListener extends ReferenceContract {
        ForgetsTheListener() {
            super(new ReferenceStrategy.ForgetsTheListener());
        }
    }

    static final class HasABlindWitness extends ReferenceContract {
        HasABlindWitness() {
            super(new ReferenceStrategy.HasAWitnessThatDoesNotLook(new Testimony.Seen(List.of())));
        }
    }

    static final class HasAWitnessWithGhosts extends ReferenceContract {
        HasAWitnessWithGhosts() {
            super(new ReferenceStrategy.HasAWitnessThatDoesNotLook(new Testimony.Seen(List.of(new Testimony.Sighting(
                    new InetSocketAddress(Loopback.IPV4, 1), new InetSocketAddress(Loopback.IPV4, 2))))));
        }
    }

    static final class PromisesAWitness extends ReferenceContract {
        PromisesAWitness() {
            super(new ReferenceStrategy.HasAWitnessThatDoesNotLook(new Testimony.Absent("there is none")));
        }
    }
}
