package dev.lull.ebpf;

import dev.lull.Availability;
import dev.lull.ebpf.kernel.Kernel;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test after which there is a program, map or link more in the kernel than before, which nobody else made. */
final class KernelLeakCheck implements BeforeEachCallback, AfterEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private @Nullable KernelObjects before;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        boolean works = new EbpfStrategyProvider().probe() instanceof Availability.Available;
        before = works ? KernelObjects.now(Kernel.load()) : null;
    }

    /** The kernel frees what nobody holds a moment later, after a grace period of RCU. */
    @Override
    public void afterEach(ExtensionContext context) {
        KernelObjects known = before;
        if (known != null) {
            Awaitility.await("no BPF object more than before")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(
                            () -> KernelObjects.now(Kernel.load())
                                    .without(known)
                                    .withoutThoseOfOthers(),
                            KernelObjects::isEmpty);
        }
    }
}
