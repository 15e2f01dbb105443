package dev.lull.procfs;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.procfs.ProcfsOptions.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class ProcFilesContractTest extends ProcfsContract {

    @TempDir
    private Path root;

    ProcFilesContractTest() {
        super(Source.PROC_FILES, SourceKind.PROC_FILES);
    }

    @Override
    protected Optional<ActivityMonitor> openUnreadable() throws IOException {
        Path net = Files.createDirectory(root.resolve("net"));
        for (String file : List.of("tcp", "tcp6")) { // written, not copied: the kernel's own are not writable
            Files.write(net.resolve(file), Files.readAllBytes(Path.of("/proc/net", file)));
        }
        ActivityMonitor monitor = provider()
                .open(
                        MonitorTarget.port(1),
                        MonitorOptions.builder()
                                .settings(ProcfsOptions.builder().procRoot(root).build())
                                .build());
        Files.writeString(net.resolve("tcp"), "");
        return Optional.of(monitor);
    }
}
