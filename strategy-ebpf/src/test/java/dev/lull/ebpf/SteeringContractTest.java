package dev.lull.ebpf;

import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.contract.ActivityStrategyContract;
import dev.lull.spi.ActivityStrategyProvider;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, by steering connections to the service, as it comes and with the bytes asked for. */
final class SteeringContractTest {

    @Nested
    final class ByDefault extends Contract {

        @Override
        protected Set<Capability> capabilities() {
            EnumSet<Capability> withoutBytes = EnumSet.copyOf(provider().capabilities());
            withoutBytes.remove(Capability.TRAFFIC);
            return withoutBytes;
        }
    }

    @Nested
    @EnabledIfSystemProperty(named = "lull.long", matches = "true", disabledReason = "EbpfContractTest measures bytes")
    final class WithTraffic extends Contract {

        @Override
        protected MonitorOptions options() {
            return MonitorOptions.builder().measureTraffic().build();
        }
    }

    @ExtendWith(KernelLeakCheck.class)
    abstract static class Contract extends ActivityStrategyContract {

        @Override
        protected ActivityStrategyProvider provider() {
            return new EbpfStrategyProvider();
        }

        @Override
        protected boolean inPath() {
            return true;
        }

        @Override
        protected void requireMachine() {
            RequireEbpf.here();
        }
    }
}
