package dev.lull.ebpf;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Monitors;
import dev.lull.ebpf.kernel.CgroupFinder;
import dev.lull.ebpf.kernel.Kernel;
import dev.lull.ebpf.kernel.KernelSide;
import dev.lull.ebpf.kernel.RefusalDiagnosis;
import dev.lull.ebpf.kernel.Steering;
import dev.lull.ebpf.kernel.WatchConfig;
import dev.lull.internal.linux.NamespaceCookie;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SocketDiagnosis;
import dev.lull.internal.linux.SocketFilter;
import dev.lull.spi.ActivityStrategyProvider;
import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Offers the strategy {@code ebpf}: a sockops program on the cgroup of the service counts its connections in the
 * kernel. Needs Linux 5.7 or newer with cgroup2, root or CAP_BPF with CAP_NET_ADMIN, and netlink (sock_diag), by which
 * it sees earlier connections. Settings: {@link EbpfOptions}. Safe for use by any thread.
 *
 * <p>For a {@link MonitorTarget.Proxied} target it steers: an sk_lookup program (Linux 5.9) hands new connections for the
 * frontend to the service's own listening socket, so that no byte passes through Lull. While the service does not listen,
 * a relay takes them and holds them until it does; {@code RelayOptions} hold for it. What only a relay can do to each
 * connection makes {@link #open} fail.
 */
public final class EbpfStrategyProvider implements ActivityStrategyProvider {

    static final String NAME = "ebpf";

    private static final Path PROC = Path.of("/proc");
    private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");

    private static final Set<Capability> CAPABILITIES = Collections.unmodifiableSet(EnumSet.of(
            Capability.EARLIER_CONNECTIONS,
            Capability.SHORT_CONNECTIONS,
            Capability.EVENTS,
            Capability.TRAFFIC,
            Capability.PER_CONNECTION,
            Capability.HOLDS_DOOR));

    private final KernelSource kernelSource;

    /** Where the way to the kernel comes from: loading native code takes a while and is not done before it is needed. */
    @FunctionalInterface
    interface KernelSource {
        Kernel load() throws NativeAccessException;
    }

    /** Makes the provider, which does nothing until it is asked. */
    public EbpfStrategyProvider() {
        this(Kernel::load);
    }

    EbpfStrategyProvider(KernelSource kernelSource) {
        this.kernelSource = kernelSource;
    }

    @Override
    public String name() {
        return NAME;
    }

    /**
     * Returns what this strategy can see and do: bytes only where {@link MonitorOptions#measuresTraffic()} asks for them,
     * because each look then takes system calls; the door only where the kernel allows it, as the monitor tells.
     *
     * @return the capabilities
     */
    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    /**
     * Loads the program and attaches it for a moment, watching nothing: trying is more reliable than any list of
     * conditions.
     */
    @Override
    public Availability probe() {
        try {
            Kernel kernel = kernel();
            WatchConfig nothing = WatchConfig.ofNothing(NamespaceCookie.ofThisThread(kernel.libC()));
            try (KernelSide opened = open(kernel, nothing, EbpfOptions.defaults())) {
                requireSockDiag(kernel);
                return new Availability.Available(opened.description() + steering(opened));
            }
        } catch (UnavailableException e) {
            return e.toAvailability();
        } catch (IOException e) {
            return new RefusalDiagnosis(PROC).ofLoading(e).toAvailability();
        }
    }

    /** Watching from beside the path works without it. */
    private static String steering(KernelSide kernelSide) {
        try {
            Steering tried = kernelSide.steer(0, List.of());
            tried.close();
            return "; can steer connections for a frontend";
        } catch (UnavailableException e) {
            return "; cannot steer connections for a frontend: " + e.getMessage();
        }
    }

    /** Without a list of the kernel's sockets earlier connections are not seen, and there is no witness. */
    private static void requireSockDiag(Kernel kernel) throws UnavailableException {
        SocketFilter little = SocketFilter.listeningAt(List.of(1));
        try (SocketDiagnosis diagnosis = SocketDiagnosis.open(kernel.libC())) {
            diagnosis.dump(little, socket -> {});
        } catch (IOException e) {
            throw new RefusalDiagnosis(PROC).ofListingSockets(e);
        }
    }

    @Override
    public Availability probeWitness() {
        try {
            requireSockDiag(kernel());
            return new Availability.Available(EbpfWitness.DESCRIPTION);
        } catch (UnavailableException e) {
            return e.toAvailability();
        }
    }

    /**
     * Says that it can watch every target: a service's own port from beside the path, and a frontend by steering its
     * connections, which then do not pass through Lull.
     */
    @Override
    public Optional<String> unfitFor(MonitorTarget target) {
        Objects.requireNonNull(target, "target");
        return Optional.empty();
    }

    @Override
    public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
        Objects.requireNonNull(target, "target");
        EbpfOptions settings = options.settings(EbpfOptions.class).orElseGet(EbpfOptions::defaults);
        try {
            if (target instanceof MonitorTarget.Proxied proxied) {
                return steer(proxied, options, settings);
            }
            Kernel kernel = kernel();
            WatchConfig config = config(kernel, (MonitorTarget.Observed) target);
            return new EbpfMonitor(open(kernel, config, settings), config, options, settings, PROC, BTF);
        } catch (UnavailableException e) {
            throw e.toException(NAME, target);
        } catch (IOException e) {
            throw new RefusalDiagnosis(PROC).ofLoading(e).toException(NAME, target);
        }
    }

    private static WatchConfig config(Kernel kernel, MonitorTarget.Observed target) throws IOException {
        return WatchConfig.of(target, NamespaceCookie.ofThisThread(kernel.libC()));
    }

    private ActivityMonitor steer(MonitorTarget.Proxied target, MonitorOptions options, EbpfOptions settings)
            throws IOException, UnavailableException {
        SteeringOpening opening = new SteeringOpening(target, options);
        Kernel kernel = kernel();
        requireSockDiag(kernel);
        WatchConfig config = config(kernel, opening.frontend());
        ActivityMonitor monitor = opening.open(
                open(kernel, config, settings),
                kernelSide -> new EbpfMonitor(kernelSide, config, options, settings, PROC, BTF),
                options,
                settings);
        return opening.ignored().isEmpty() ? monitor : Monitors.ignoringPeers(monitor, opening.ignored());
    }

    private Kernel kernel() throws UnavailableException {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw UnavailableException.lasting(
                    "this is " + System.getProperty("os.name") + ", not Linux", "use procfs or proxy");
        }
        try {
            return kernelSource.load();
        } catch (NativeAccessException e) {
            throw UnavailableException.lasting(String.valueOf(e.getMessage()), e.cure(), e);
        } catch (LinkageError e) {
            throw UnavailableException.lasting(
                    "native code cannot be loaded: " + e, "put jnr-ffi on the class path", e);
        }
    }

    private static KernelSide open(Kernel kernel, WatchConfig config, EbpfOptions settings)
            throws UnavailableException {
        List<Path> cgroups =
                settings.cgroup().isPresent() ? List.of(settings.cgroup().get()) : new CgroupFinder(PROC).candidates();
        return KernelSide.open(kernel, config, cgroups, settings.ownerlessAttachment(), new RefusalDiagnosis(PROC));
    }
}
