package dev.lull.uring;

import dev.lull.MonitorOptions;
import dev.lull.contract.ActivityStrategyContract;
import dev.lull.proxy.RelayOptions;
import dev.lull.proxy.UringPath;
import dev.lull.spi.ActivityStrategyProvider;
import org.junit.jupiter.api.Nested;

/** The contract, over io_uring. */
class UringContractTest {

    @Nested
    class OnALoopForEachProcessor extends Contract {
        OnALoopForEachProcessor() {
            super(RelayOptions.builder());
        }
    }

    @Nested
    class OnOneLoop extends Contract {
        OnOneLoop() {
            super(RelayOptions.builder().loops(1));
        }
    }

    abstract static class Contract extends ActivityStrategyContract {
        private final RelayOptions settings;

        Contract(RelayOptions.Builder settings) {
            this.settings = settings.build();
        }

        @Override
        protected ActivityStrategyProvider provider() {
            return new UringStrategyProvider();
        }

        @Override
        protected MonitorOptions options() {
            return MonitorOptions.builder().settings(settings).build();
        }

        @Override
        protected void requireMachine() {
            UringPath.URING.requireMachine();
        }
    }
}
