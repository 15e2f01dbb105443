package dev.lull.bench.contestant;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import dev.lull.procfs.ProcfsOptions;
import dev.lull.proxy.RelayOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A strategy, perhaps with settings that only an embedding program can give.
 *
 * @param name as a contestant
 * @param strategy the strategy's name
 * @param description what is special about it; empty for the strategy as {@code lull run} has it
 * @param inPath whether clients connect to it
 * @param options its settings
 */
public record StrategyVariant(
        String name, String strategy, String description, boolean inPath, MonitorOptions options) {

    /** The one that holds the door: it is like "procfs" until a stop, and of interest in races only. */
    public static final String PARENT = "procfs-parent";

    /** All of them, in the order of tables. */
    static final List<StrategyVariant> ALL = List.of(
            plain("ebpf", false),
            plain("procfs", false),
            asParent(StrategyVariant::ownProcess),
            procfs("procfs-files", "source /proc files", ProcfsOptions.Source.PROC_FILES),
            procfs("procfs-oshi", "source OSHI", ProcfsOptions.Source.OSHI),
            new StrategyVariant("steering", "ebpf", "", true, MonitorOptions.defaults()),
            plain("proxy", true),
            proxy("proxy-copy", "data path copy", RelayOptions.DataPathChoice.COPY),
            proxy("proxy-splice", "data path splice", RelayOptions.DataPathChoice.SPLICE),
            plain("uring", true));

    private static StrategyVariant plain(String strategy, boolean inPath) {
        return new StrategyVariant(strategy, strategy, "", inPath, MonitorOptions.defaults());
    }

    private static StrategyVariant procfs(String name, String description, ProcfsOptions.Source source) {
        ProcfsOptions settings = ProcfsOptions.builder().source(source).build();
        return new StrategyVariant(
                name,
                "procfs",
                description,
                false,
                MonitorOptions.builder().settings(settings).build());
    }

    private static List<Long> ownProcess() {
        return List.of(ProcessHandle.current().pid());
    }

    private static StrategyVariant asParent(Supplier<? extends Collection<Long>> processes) {
        ProcfsOptions settings =
                ProcfsOptions.builder().serviceProcesses(processes).build();
        return new StrategyVariant(
                PARENT,
                "procfs",
                "as the parent of the service, whose door it holds",
                false,
                MonitorOptions.builder().settings(settings).build());
    }

    private static StrategyVariant proxy(String name, String description, RelayOptions.DataPathChoice dataPath) {
        RelayOptions settings = RelayOptions.builder().dataPath(dataPath).build();
        return new StrategyVariant(
                name,
                "proxy",
                description,
                true,
                MonitorOptions.builder().settings(settings).build());
    }

    /** Finds one by its name as a contestant. */
    public static StrategyVariant of(String name) {
        return ALL.stream()
                .filter(variant -> variant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("variant: \"" + name + "\", expected one of "
                        + Arrays.toString(
                                ALL.stream().map(StrategyVariant::name).toArray())));
    }

    /** Opens it on the service's port, or with a frontend on the other port that leads to the service. */
    public ActivityMonitor open(int port, int servicePort) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        MonitorTarget target = inPath
                ? new MonitorTarget.Proxied(
                        new InetSocketAddress(loopback, port), new InetSocketAddress(loopback, servicePort))
                : MonitorTarget.port(servicePort);
        return open(target);
    }

    /**
     * Opens it on a target that fits it.
     *
     * @param target what to watch
     * @param processes asked for the processes of the service, if that matters
     */
    public ActivityMonitor open(MonitorTarget target, Supplier<? extends Collection<Long>> processes) {
        return name.equals(PARENT) ? asParent(processes).open(target) : open(target);
    }

    /** Opens it on a target that fits it; the service is this process. */
    public ActivityMonitor open(MonitorTarget target) {
        return Objects.requireNonNull(Strategies.installed().get(strategy), strategy)
                .open(target, options);
    }
}
