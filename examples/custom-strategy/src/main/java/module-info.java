/** The strategy "ss", found by {@link java.util.ServiceLoader} wherever this module is. */
module dev.lull.examples.strategy {
    requires transitive dev.lull.core;
    requires static org.jspecify;

    exports dev.lull.examples.strategy;

    provides dev.lull.spi.ActivityStrategyProvider with
            dev.lull.examples.strategy.SsStrategyProvider;
}
