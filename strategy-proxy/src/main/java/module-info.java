/** The strategy {@code proxy}: a relay that watches what it carries. */
@SuppressWarnings("module") // dev.lull.uring comes after this module in the build: its name is not known here yet
module dev.lull.proxy {
    requires transitive dev.lull.core;
    requires static transitive org.jspecify;
    requires jdk.net;

    exports dev.lull.proxy;
    exports dev.lull.proxy.relay to
            dev.lull.uring;

    provides dev.lull.spi.ActivityStrategyProvider with
            dev.lull.proxy.ProxyStrategyProvider;
}
