package dev.lull.contract;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorTarget;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The contract, run over a {@link ReferenceStrategy}. */
abstract class ReferenceContract extends ActivityStrategyContract {

    private final ReferenceStrategy strategy;

    ReferenceContract(ReferenceStrategy strategy) {
        this.strategy = strategy;
    }

    @Override
    protected ActivityStrategyProvider provider() {
        return strategy;
    }

    @Override
    protected Duration patience() {
        return strategy.getClass() == ReferenceStrategy.class ? super.patience() : Duration.ofSeconds(1);
    }

    @Override
    protected void requireMachine() {
        Require.that("procfs", Files.exists(Path.of("/proc/self/net/tcp")), "there is no /proc/self/net/tcp");
    }

    @Override
    protected Optional<ActivityMonitor> openUnreadable() throws IOException {
        Path vanishing = Files.createTempFile("lull", "tcp");
        Files.writeString(vanishing, "  sl  local_address rem_address   st\n");
        strategy.files = List.of(vanishing);
        ActivityMonitor monitor = strategy.open(MonitorTarget.port(1));
        Files.delete(vanishing);
        return Optional.of(monitor);
    }
}
