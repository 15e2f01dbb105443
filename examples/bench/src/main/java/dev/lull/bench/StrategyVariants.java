package dev.lull.bench;

import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.procfs.ProcfsOptions;
import dev.lull.proxy.RelayOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A strategy, or one with settings that only a program can give: {@code "procfs"}, {@code "procfs:files"}. */
final class StrategyVariants {

    /** The data paths of the strategy proxy that can be told apart. */
    static final List<String> PROXY = List.of("copy", "splice");

    private StrategyVariants() {}

    static String strategy(String variant) {
        int colon = variant.indexOf(':');
        return colon < 0 ? variant : variant.substring(0, colon);
    }

    static MonitorOptions options(String variant) {
        MonitorOptions.Builder options = MonitorOptions.builder();
        switch (variant) {
            case "procfs:files" -> options.settings(procfs(ProcfsOptions.Source.PROC_FILES));
            case "procfs:oshi" -> options.settings(procfs(ProcfsOptions.Source.OSHI));
            case "proxy:copy" -> options.settings(proxy(RelayOptions.DataPathChoice.COPY));
            case "proxy:splice" -> options.settings(proxy(RelayOptions.DataPathChoice.SPLICE));
            default -> {
                if (variant.indexOf(':') >= 0) {
                    throw new IllegalArgumentException("variant: \"" + variant + "\" is unknown");
                }
            }
        }
        return options.build();
    }

    static boolean inPath(String variant) {
        return strategy(variant).equals("proxy") || strategy(variant).equals("uring");
    }

    /** What to watch: the service's port, or what a frontend on the port leads to. */
    static MonitorTarget target(String variant, int port, int servicePort) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return inPath(variant)
                ? new MonitorTarget.Proxied(
                        new InetSocketAddress(loopback, port), new InetSocketAddress(loopback, servicePort))
                : MonitorTarget.port(servicePort);
    }

    private static RelayOptions proxy(RelayOptions.DataPathChoice dataPath) {
        return RelayOptions.builder().dataPath(dataPath).build();
    }

    private static ProcfsOptions procfs(ProcfsOptions.Source source) {
        return ProcfsOptions.builder().source(source).build();
    }
}
