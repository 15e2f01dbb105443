package dev.lull.procfs;

import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.TcpTables;
import dev.lull.spi.UnavailableException;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The source /proc files: core's {@link TcpTables} in the directory that the options say. */
final class ProcFilesSource {

    private ProcFilesSource() {}

    static TcpTables open(ProcfsOptions options, TargetFilter filter, String because) throws UnavailableException {
        Path directory = directory(options);
        boolean usual = directory.equals(TcpTables.OWN_NAMESPACE);
        String description = SourceKind.PROC_FILES.label() + (usual ? "" : " in " + directory) + because;
        try {
            return TcpTables.open(directory, filter, description);
        } catch (FileNotFoundException e) {
            boolean passing = Files.isReadable(directory.resolve("tcp")); // so it was for want of something else
            String reason = String.valueOf(e.getMessage());
            String cure =
                    "make " + directory.resolve("tcp") + " and tcp6 readable (mount procfs; check the process id)";
            throw passing
                    ? UnavailableException.passing(reason, cure, e)
                    : UnavailableException.lasting(reason, cure, e);
        }
    }

    private static Path directory(ProcfsOptions options) {
        return options.pid().isPresent()
                ? options.procRoot()
                        .resolve(String.valueOf(options.pid().getAsLong()))
                        .resolve("net")
                : options.procRoot().resolve("net");
    }
}
