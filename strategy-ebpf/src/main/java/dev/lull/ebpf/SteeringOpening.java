package dev.lull.ebpf;

import dev.lull.ActivityMonitor;
import dev.lull.Cidr;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.ebpf.kernel.CloseStack;
import dev.lull.ebpf.kernel.KernelSide;
import dev.lull.ebpf.kernel.Steering;
import dev.lull.proxy.ProxyProtocol;
import dev.lull.proxy.ProxyStrategyProvider;
import dev.lull.proxy.RelayOptions;
import dev.lull.spi.OwnAddresses;
import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Opens the monitor of a frontend whose connections are steered, or says why they cannot be. */
final class SteeringOpening {

    private static final String RELAY = "use the strategy proxy, which carries the bytes itself";

    private final MonitorTarget.Proxied target;
    private final RelayOptions relaying;
    private final List<InetAddress> service;

    /** What has to be steered, and what of the relay's settings holds for whoever is relayed meanwhile. */
    SteeringOpening(MonitorTarget.Proxied target, MonitorOptions options) throws UnavailableException {
        this.target = target;
        this.relaying = options.settings(RelayOptions.class).orElseGet(RelayOptions::defaults);
        Optional<String> relayed = whatOnlyARelayDoes(relaying);
        if (relayed.isPresent()) {
            throw UnavailableException.lasting("only a relay can " + relayed.get(), RELAY);
        }
        this.service = addresses(target.service());
    }

    /** Whoever is steered is out of Lull's hands. */
    private static Optional<String> whatOnlyARelayDoes(RelayOptions options) {
        if (options.inheritedListener().isPresent()) {
            return Optional.of("listen at a socket that was passed to it (--listen systemd)");
        }
        if (options.maxConnections().isPresent()) {
            return Optional.of("limit the number of connections (--max-connections)");
        }
        if (options.connectionIdleTimeout().isPresent()) {
            return Optional.of("end single connections that are idle (--connection-idle-timeout)");
        }
        if (options.firstByteTimeout().isPresent()) {
            return Optional.of("end connections for want of a first byte (--first-byte-timeout)");
        }
        if (options.proxyProtocol().accept() != ProxyProtocol.Accept.OFF
                || options.proxyProtocol().send() != ProxyProtocol.Send.OFF) {
            return Optional.of("speak the PROXY protocol (--proxy-protocol, --send-proxy)");
        }
        return options.dataPath() == RelayOptions.DataPathChoice.AUTO
                ? Optional.empty()
                : Optional.of("carry bytes by the data path " + options.dataPath() + " (--data-path)");
    }

    private static List<InetAddress> addresses(InetSocketAddress service) throws UnavailableException {
        try {
            List<InetAddress> found = service.isUnresolved()
                    ? List.of(InetAddress.getAllByName(service.getHostString()))
                    : List.of(service.getAddress());
            for (InetAddress each : found) {
                if (!OwnAddresses.contain(each)) {
                    throw UnavailableException.lasting(
                            "the service's address " + each.getHostAddress() + " is not in this network namespace",
                            RELAY);
                }
            }
            return found;
        } catch (UnknownHostException | SocketException e) {
            throw UnavailableException.passing("whether " + service + " is here: " + e, RELAY, e);
        }
    }

    /** Whose connections never count, though they are let in. */
    List<Cidr> ignored() {
        return relaying.ignore();
    }

    /** The frontend, as the programs that count see it. */
    MonitorTarget.Observed frontend() {
        return new MonitorTarget.Observed(
                new TreeSet<>(List.of(target.frontend().getPort())),
                Optional.of(target.frontend().getAddress()));
    }

    /** Makes the monitor of what counts; owns the kernel's side, and closes it if that fails. */
    @FunctionalInterface
    interface Counting {
        ActivityMonitor over(KernelSide kernelSide) throws IOException, UnavailableException;
    }

    /**
     * Opens it. All that takes privileges comes first: nobody is to be accepted by a relay that then has to give up.
     *
     * @param kernelSide taken over, and closed if this fails
     */
    ActivityMonitor open(KernelSide kernelSide, Counting counting, MonitorOptions options, EbpfOptions settings)
            throws IOException, UnavailableException {
        CloseStack opened = new CloseStack();
        opened.add(kernelSide::close);
        try {
            int port = target.service().getPort();
            Steering steering = kernelSide.steer(relaying.refuse().size(), ServiceSearch.filters(port, service));
            opened.add(steering::close);
            ServiceSearch search = new ServiceSearch(
                    kernelSide.kernel().libC(),
                    steering,
                    kernelSide.attachments(),
                    port,
                    service,
                    settings.serviceProcesses());
            opened.add(search::close);
            search.rehearse();
            ActivityMonitor relay = new ProxyStrategyProvider().open(target, relayOptions(options));
            opened.add(relay::close); // from here on the frontend is known to be nobody else's
            steering.refuse(relaying.refuse());
            if (relaying.gate().isEmpty() || relaying.gate().get().isOpen()) {
                boolean ignored = search.look(); // before the first client comes
            }
            ActivityMonitor counted = counting.over(kernelSide);
            opened.add(counted::close);
            SteeringLoop loop = new SteeringLoop(
                    search,
                    steering,
                    relaying.gate(),
                    "lull-ebpf-steering-" + target.frontend().getPort());
            opened.add(loop::close);
            return new SteeringMonitor(target, counted, relay, steering, loop);
        } catch (IOException | UnavailableException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** One loop is enough for those who come while the service starts. */
    private MonitorOptions relayOptions(MonitorOptions options) {
        RelayOptions.Builder settings = relaying.toBuilder();
        if (relaying.loops().isEmpty()) {
            settings.loops(1);
        }
        return MonitorOptions.builder()
                .clock(options.clock())
                .settings(settings.build())
                .build();
    }
}
