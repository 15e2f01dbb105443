package dev.lull.ebpf;

import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.contract.ActivityStrategyContract;
import dev.lull.spi.ActivityStrategyProvider;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, as it comes and with the bytes asked for. */
final class EbpfContractTest {

    @Nested
    @ExtendWith(KernelLeakCheck.class)
    final class ByDefault extends ActivityStrategyContract {

        @Override
        protected ActivityStrategyProvider provider() {
            return new EbpfStrategyProvider();
        }

        @Override
        protected Set<Capability> capabilities() {
            EnumSet<Capability> withoutBytes = EnumSet.copyOf(provider().capabilities());
            withoutBytes.remove(Capability.TRAFFIC);
            return withoutBytes;
        }

        @Override
        protected void requireMachine() {
            RequireEbpf.here();
        }
    }

    @Nested
    @ExtendWith(KernelLeakCheck.class)
    final class WithTraffic extends ActivityStrategyContract {

        @Override
        protected ActivityStrategyProvider provider() {
            return new EbpfStrategyProvider();
        }

        @Override
        protected MonitorOptions options() {
            return MonitorOptions.builder().measureTraffic().build();
        }

        @Override
        protected void requireMachine() {
            RequireEbpf.here();
        }
    }
}
