package dev.lull.bench.workload;

import java.util.List;
import java.util.Optional;

/** The workloads of a round, in their order. A new one is a file of its own and a line here. */
public final class Workloads {

    /** Compiles what a relay runs for small messages, and tells what pace suits a machine. */
    public static final Workload PP64 = RequestWorkload.many(64);

    /** Compiles what a relay runs for much data. */
    public static final Workload DOWN16 = BulkWorkload.down(16);

    public static final List<Workload> ALL = List.of(
            BulkWorkload.up(1),
            BulkWorkload.down(1),
            BulkWorkload.up(16),
            DOWN16,
            RequestWorkload.one(),
            PP64,
            new PacedWorkload(64),
            new ChurnWorkload());

    private Workloads() {}

    public static Optional<Workload> of(String id) {
        return ALL.stream().filter(workload -> workload.id().equals(id)).findFirst();
    }
}
