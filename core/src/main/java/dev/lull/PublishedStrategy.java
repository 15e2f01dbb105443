package dev.lull;

import java.util.Arrays;
import java.util.Optional;

/** The strategies that Lull itself publishes, the better ones first: what a name means that is not on the class path. */
enum PublishedStrategy {
    EBPF("ebpf", "dev.lull.ebpf.EbpfStrategyProvider"),
    PROCFS("procfs", "dev.lull.procfs.ProcfsStrategyProvider"),
    PROXY("proxy", "dev.lull.proxy.ProxyStrategyProvider"),
    URING("uring", "dev.lull.uring.UringStrategyProvider");

    private final String strategy;
    private final String providerClass;

    PublishedStrategy(String strategy, String providerClass) {
        this.strategy = strategy;
        this.providerClass = providerClass;
    }

    static Optional<PublishedStrategy> named(String strategy) {
        return Arrays.stream(values())
                .filter(published -> published.strategy.equals(strategy))
                .findFirst();
    }

    /** The name that users choose it by. */
    String strategy() {
        return strategy;
    }

    /** What to depend on to have it. */
    String artifact() {
        return "dev.lull:lull-strategy-" + strategy;
    }

    /** Whether its class is there, though nothing may name it to the service loader. */
    boolean isIn(ClassLoader classLoader) {
        return classLoader.getResource(providerClass.replace('.', '/') + ".class") != null;
    }

    /** Whether what the service loader said is about this one. */
    boolean isNamedIn(String failure) {
        return failure.contains(providerClass);
    }
}
