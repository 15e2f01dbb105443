package dev.lull.procfs;

import dev.lull.procfs.ProcfsOptions.Source;

class OshiContractTest extends ProcfsContract {

    OshiContractTest() {
        super(Source.OSHI, SourceKind.OSHI);
    }
}
