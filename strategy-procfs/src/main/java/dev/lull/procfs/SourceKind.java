package dev.lull.procfs;

import dev.lull.Capability;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnavailableException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The sources, best first. */
enum SourceKind {
    SOCK_DIAG("sock_diag", true) {
        @Override
        ConnectionSource open(ProcfsOptions options, TargetFilter filter, String because) throws UnavailableException {
            return SockDiagSource.open(options, filter, because);
        }

        @Override
        SecondSource secondSource(ProcfsOptions options, TargetFilter filter) {
            return SecondSource.now(() -> PROC_FILES.open(options, filter, ""));
        }
    },
    PROC_FILES("/proc files", false) {
        @Override
        ConnectionSource open(ProcfsOptions options, TargetFilter filter, String because) throws UnavailableException {
            return ProcFilesSource.open(options, filter, because);
        }

        /** By sock_diag, which brings native code with it: only once somebody asks. */
        @Override
        SecondSource secondSource(ProcfsOptions options, TargetFilter filter) {
            if (options.pid().isPresent() || !options.procRoot().equals(ProcfsOptions.DEFAULT_ROOT)) {
                return SecondSource.none(
                        "sock_diag sees this process's own network namespace, the files may show" + " another one");
            }
            return SecondSource.onDemand(() -> SOCK_DIAG.open(options, filter, ""));
        }
    },
    OSHI("OSHI", false) {
        @Override
        ConnectionSource open(ProcfsOptions options, TargetFilter filter, String because) throws UnavailableException {
            return OshiSource.open(options, filter, because);
        }

        @Override
        SecondSource secondSource(ProcfsOptions options, TargetFilter filter) {
            return OshiSource.isOnLinux()
                    ? SecondSource.now(() -> PROC_FILES.open(options, filter, ""))
                    : SecondSource.none("OSHI is the only source on " + System.getProperty("os.name", "this system"));
        }
    };

    private final String label;
    private final boolean measuresTraffic;

    SourceKind(String label, boolean measuresTraffic) {
        this.label = label;
        this.measuresTraffic = measuresTraffic;
    }

    /** The kinds to try, in order. */
    static List<SourceKind> toTry(ProcfsOptions options) {
        return switch (options.source()) {
            case SOCK_DIAG -> List.of(SOCK_DIAG);
            case PROC_FILES -> List.of(PROC_FILES);
            case OSHI -> List.of(OSHI);
            // Who names a place of his own for the files wants to see what is there.
            case AUTO ->
                options.procRoot().equals(ProcfsOptions.DEFAULT_ROOT) ? List.of(values()) : List.of(PROC_FILES);
        };
    }

    /**
     * Opens the source, without a look.
     *
     * @param because what to add to its description: why a better one is not used, or nothing
     */
    abstract ConnectionSource open(ProcfsOptions options, TargetFilter filter, String because)
            throws UnavailableException;

    /** Returns the source of another mechanism that goes with this one. */
    abstract SecondSource secondSource(ProcfsOptions options, TargetFilter filter);

    String label() {
        return label;
    }

    Set<Capability> capabilities() {
        EnumSet<Capability> all = EnumSet.of(Capability.EARLIER_CONNECTIONS, Capability.PER_CONNECTION);
        if (measuresTraffic) {
            all.add(Capability.TRAFFIC);
        }
        return Collections.unmodifiableSet(all);
    }
}
