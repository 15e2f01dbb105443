/** The strategy {@code uring}: the relay of {@code dev.lull.proxy} on io_uring. Linux only. */
module dev.lull.uring {
    requires transitive dev.lull.core;
    requires transitive dev.lull.proxy;
    requires transitive static org.jspecify;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.unix.common;
    requires io.netty.transport.classes.io_uring;

    exports dev.lull.uring;

    provides dev.lull.spi.ActivityStrategyProvider with
            dev.lull.uring.UringStrategyProvider;
}
