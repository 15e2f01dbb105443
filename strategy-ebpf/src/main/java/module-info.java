/** The strategy {@code ebpf}: observes from beside the path, by a sockops program in the kernel. Linux only. */
module dev.lull.ebpf {
    requires transitive dev.lull.core;
    requires transitive static org.jspecify;
    requires net.fornwall.jelf;

    exports dev.lull.ebpf;

    provides dev.lull.spi.ActivityStrategyProvider with
            dev.lull.ebpf.EbpfStrategyProvider;
}
