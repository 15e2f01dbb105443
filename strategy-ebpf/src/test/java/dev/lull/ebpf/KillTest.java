package dev.lull.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.SystemCallException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nothing survives a kill -9. */
@ExtendWith(LeakCheck.class)
final class KillTest {

    private static final int TIMES = Boolean.getBoolean("lull.long") ? 50 : 8;

    /** A JVM loads native code, probes and opens within about this time on a machine of two cores. */
    private static final int START_MILLIS = 1500;

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void leavesNoProgramLinkOrMapBehindWheneverItIsKilled() throws Exception {
        Kernel kernel = Kernel.load();
        KernelObjects before = KernelObjects.now(kernel);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int caught = 0;
        for (int i = 0; i < TIMES; i++) {
            try (Child child = Child.run(List.of(), WatchingChild.class)) {
                if (i % 2 == 0) {
                    child.line();
                    assertThat(child.line()).isEqualTo("opened 10"); // then it is at work for certain
                } else {
                    pause(random.nextInt(START_MILLIS));
                }
                caught += newSince(before, kernel).programs().isEmpty() ? 0 : 1;
                child.kill();
            }
        }
        assertThat(caught)
                .as("killed while it had programs in the kernel, seed " + seed)
                .isPositive();
        Awaitility.await("no BPF object more than before")
                .atMost(Duration.ofSeconds(10))
                .until(() -> newSince(before, kernel), KernelObjects::isEmpty);
    }

    private static KernelObjects newSince(KernelObjects before, Kernel kernel) throws SystemCallException {
        return KernelObjects.now(kernel).without(before).withoutThoseOfOthers();
    }

    /** The random moment: there is nothing to wait for. */
    private static void pause(int millis) throws InterruptedException {
        boolean ignored = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}
