package dev.lull.contract;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.Cidr;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Monitors;
import dev.lull.spi.ActivityStrategyProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;

/** A filter that leaves nothing out, and a combination of one, keep the contract of what is beneath. */
final class DecoratedContractTest {

    private abstract static class Decorated extends ActivityStrategyContract {
        private final ActivityStrategyProvider provider;

        Decorated(UnaryOperator<ActivityMonitor> decorate) {
            this.provider = new DecoratingProvider(new ReferenceStrategy(), decorate);
        }

        @Override
        protected ActivityStrategyProvider provider() {
            return provider;
        }

        @Override
        protected void requireMachine() {
            Require.that("procfs", Files.exists(Path.of("/proc/self/net/tcp")), "there is no /proc/self/net/tcp");
        }
    }

    @Nested
    final class IgnoringNobody extends Decorated {
        IgnoringNobody() {
            super(monitor -> Monitors.ignoringPeers(monitor, List.of(Cidr.parse("192.0.2.0/24"))));
        }
    }

    @Nested
    final class AnyOfOne extends Decorated {
        AnyOfOne() {
            super(monitor -> Monitors.anyOf(List.of(monitor)));
        }
    }

    private record DecoratingProvider(ActivityStrategyProvider beneath, UnaryOperator<ActivityMonitor> decorate)
            implements ActivityStrategyProvider {
        @Override
        public String name() {
            return beneath.name();
        }

        @Override
        public Set<Capability> capabilities() {
            return beneath.capabilities();
        }

        @Override
        public Availability probe() {
            return beneath.probe();
        }

        @Override
        public Availability probeWitness() {
            return beneath.probeWitness();
        }

        @Override
        public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
            return decorate.apply(beneath.open(target, options));
        }
    }
}
