/**
 * The strategy "procfs": observes a service's TCP connections from beside the path, by sock_diag, by the files below
 * /proc/net, or by OSHI, whichever is the best one that works.
 */
module dev.lull.procfs {
    requires transitive dev.lull.core;
    requires transitive static org.jspecify;
    // Not for this module's own code: core leaves it to those who want system calls to bring it in. It has no module
    // descriptor, and what it needs itself has: without these two (and what they bring) it would not be found.
    requires org.jnrproject.ffi;
    requires org.objectweb.asm.commons;
    requires org.objectweb.asm.util;
    // Only where there is no /proc.
    requires static com.github.oshi;

    exports dev.lull.procfs;

    provides dev.lull.spi.ActivityStrategyProvider with
            dev.lull.procfs.ProcfsStrategyProvider;
}
