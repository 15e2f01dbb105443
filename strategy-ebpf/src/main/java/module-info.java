/**
 * The strategy {@code ebpf}: programs in the kernel count a service's connections from beside the path, or steer them to it
 * past a frontend. Linux only.
 */
module dev.lull.ebpf {
    requires transitive dev.lull.core;
    // Relays those who cannot be steered yet.
    requires dev.lull.proxy;
    requires transitive static org.jspecify;
    requires net.fornwall.jelf;
    // For core's system calls, with those that jnr-ffi, having no module descriptor, cannot ask for itself.
    requires org.jnrproject.ffi;
    requires org.objectweb.asm.commons;
    requires org.objectweb.asm.util;

    exports dev.lull.ebpf;

    provides dev.lull.spi.ActivityStrategyProvider with
            dev.lull.ebpf.EbpfStrategyProvider;
}
