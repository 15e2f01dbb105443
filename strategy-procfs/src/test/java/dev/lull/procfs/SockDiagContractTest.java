package dev.lull.procfs;

import dev.lull.procfs.ProcfsOptions.Source;

class SockDiagContractTest extends ProcfsContract {

    SockDiagContractTest() {
        super(Source.SOCK_DIAG, SourceKind.SOCK_DIAG);
    }
}
