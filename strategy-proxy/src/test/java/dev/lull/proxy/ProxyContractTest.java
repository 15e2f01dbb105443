package dev.lull.proxy;

import dev.lull.MonitorOptions;
import dev.lull.contract.ActivityStrategyContract;
import dev.lull.spi.ActivityStrategyProvider;
import org.junit.jupiter.api.Nested;

/** The contract, over each data path, and with the PROXY protocol's header awaited. */
class ProxyContractTest {

    @Nested
    class Copying extends Contract {
        Copying() {
            super(RelayOptions.builder().dataPath(RelayOptions.DataPathChoice.COPY));
        }
    }

    @Nested
    class Splicing extends Contract {
        Splicing() {
            super(RelayOptions.builder().dataPath(RelayOptions.DataPathChoice.SPLICE));
        }

        @Override
        protected void requireMachine() {
            ProxyPath.SPLICE.requireMachine();
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
            return new ProxyStrategyProvider();
        }

        @Override
        protected MonitorOptions options() {
            return MonitorOptions.builder().settings(settings).build();
        }
    }
}
