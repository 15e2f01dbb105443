/**
 * The strategy "procfs": observes a service's TCP connections from beside the path, by sock_diag, by the files below
 * /proc/net, or by OSHI, whichever is the best one that works.
 */
module dev.lull.procfs {
    requires transitive dev.lull.core;
    requires transitive static org.jspecify;
    // Not for this module's own code: core leaves it to those who want system calls to bring it in. What jnr-ffi needs
    // itself comes only with --add-modules ALL-MODULE-PATH, for it has no module descriptor; without, the files are
    // read.
    requires org.jnrproject.ffi;
    // Only where there is no /proc.
    requires static com.github.oshi;

    exports dev.lull.procfs;

    provides dev.lull.spi.ActivityStrategyProvider with
            dev.lull.procfs.ProcfsStrategyProvider;
}
