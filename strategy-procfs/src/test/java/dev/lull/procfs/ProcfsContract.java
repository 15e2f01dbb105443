package dev.lull.procfs;

import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.contract.ActivityStrategyContract;
import dev.lull.contract.Require;
import dev.lull.procfs.ProcfsOptions.Source;
import dev.lull.spi.ActivityStrategyProvider;
import java.util.Set;

/** The contract with one of the sources chosen. */
abstract class ProcfsContract extends ActivityStrategyContract {

    private final Source source;
    private final SourceKind kind;

    ProcfsContract(Source source, SourceKind kind) {
        this.source = source;
        this.kind = kind;
    }

    @Override
    protected ActivityStrategyProvider provider() {
        return new ProcfsStrategyProvider();
    }

    @Override
    protected MonitorOptions options() {
        return MonitorOptions.builder()
                .settings(ProcfsOptions.builder().source(source).build())
                .build();
    }

    @Override
    protected Set<Capability> capabilities() {
        return kind.capabilities();
    }

    @Override
    protected void requireMachine() {
        Require.that("procfs", System.getProperty("os.name", "").equals("Linux"), "only Linux has /proc");
    }
}
