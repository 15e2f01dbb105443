/**
 * Lull's core: what a monitor, a reading, a policy and a verdict are, the one loop that acts on them, and the
 * contract that every strategy keeps. It holds no native code of its own outside {@code dev.lull.internal.linux}.
 */
@SuppressWarnings("module") // the strategies come after core in the build: their names are not known here yet
module dev.lull.core {
    requires transitive static org.jspecify;
    requires static org.jnrproject.ffi;
    requires static org.jnrproject.jffi;
    requires static jdk.jfr;
    requires static micrometer.core;

    exports dev.lull;
    exports dev.lull.hold;
    exports dev.lull.jfr;
    exports dev.lull.metrics;
    exports dev.lull.micrometer;
    exports dev.lull.spi;
    exports dev.lull.internal.linux to
            dev.lull.procfs,
            dev.lull.ebpf,
            dev.lull.proxy,
            dev.lull.uring;

    // jnr-ffi implements the interface LibC in a class loader, and so in a module, of its own.
    opens dev.lull.internal.linux;

    uses dev.lull.spi.ActivityStrategyProvider;
}
