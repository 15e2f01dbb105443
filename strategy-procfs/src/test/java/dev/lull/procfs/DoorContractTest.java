package dev.lull.procfs;

import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.procfs.ProcfsOptions.Source;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The contract with a door, at a service of this process's own. */
class DoorContractTest extends ProcfsContract {

    DoorContractTest() {
        super(Source.SOCK_DIAG, SourceKind.SOCK_DIAG);
    }

    @Override
    protected MonitorOptions options() {
        return MonitorOptions.builder()
                .settings(ProcfsOptions.builder()
                        .source(Source.SOCK_DIAG)
                        .serviceProcesses(() -> List.of(ProcessHandle.current().pid()))
                        .build())
                .build();
    }

    @Override
    protected Set<Capability> capabilities() {
        EnumSet<Capability> more = EnumSet.copyOf(super.capabilities());
        more.add(Capability.HOLDS_DOOR);
        return more;
    }
}
