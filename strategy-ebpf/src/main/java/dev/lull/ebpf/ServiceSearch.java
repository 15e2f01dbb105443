package dev.lull.ebpf;

import dev.lull.MonitorTarget;
import dev.lull.ebpf.kernel.Attachments;
import dev.lull.ebpf.kernel.Steering;
import dev.lull.ebpf.kernel.Steering.Slot;
import dev.lull.internal.linux.DiagnosedSocket;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SocketDiagnosis;
import dev.lull.internal.linux.SocketFilter;
import dev.lull.internal.linux.SocketTakeover;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.TcpSockets;
import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Finds the socket at which the service listens, the one that whoever dials the service reaches, and has connections
 * steered to it. A look costs the kernel's list of listening sockets, which is short; only a socket that is new is looked
 * for among the processes. For one thread at a time.
 */
final class ServiceSearch implements AutoCloseable {

    private final LibC libC;
    private final Steering steering;
    private final Attachments attachments;
    private final int port;
    private final List<InetAddress> addresses;
    private final Supplier<? extends Collection<Long>> likely;
    private final SocketDiagnosis diagnosis;
    private final TcpSockets sockets;

    /** Sockets that cannot be steered to, by cookie: they are not tried again. */
    private final Set<Long> unfit = new HashSet<>();

    /** Those at every address of IPv6 that do not take IPv4. */
    private final Set<Long> ipv6Only = new HashSet<>();

    /**
     * Looks at nothing yet.
     *
     * @param attachments the programs that count: they must see the connections that the socket takes
     * @param addresses where the service is, each of this machine
     * @param likely names the processes that may hold the socket
     */
    ServiceSearch(
            LibC libC,
            Steering steering,
            Attachments attachments,
            int port,
            List<InetAddress> addresses,
            Supplier<? extends Collection<Long>> likely)
            throws IOException {
        this.libC = libC;
        this.steering = steering;
        this.attachments = attachments;
        this.port = port;
        this.addresses = List.copyOf(addresses);
        this.likely = likely;
        this.diagnosis = SocketDiagnosis.open(libC);
        this.sockets = new TcpSockets(libC);
    }

    /** Which sockets' connections these are, beside those at the frontend. */
    static List<TargetFilter> filters(int port, List<InetAddress> addresses) {
        return addresses.stream().map(address -> filter(port, address)).toList();
    }

    private static TargetFilter filter(int port, InetAddress address) {
        return new TargetFilter(new MonitorTarget.Observed(new TreeSet<>(Set.of(port)), Optional.of(address)));
    }

    /**
     * Looks once, and steers to what it finds.
     *
     * @return whether new connections are steered now, those of one family at least
     * @throws UnavailableException if the service listens and its socket cannot be steered to; once for each socket
     * @throws IOException if it cannot be told just now
     */
    boolean look() throws IOException, UnavailableException {
        return look(false);
    }

    /** Looks once, and finds out whether it could steer, without doing so. */
    void rehearse() throws IOException, UnavailableException {
        boolean ignored = look(true);
    }

    private boolean look(boolean rehearsing) throws IOException, UnavailableException {
        Map<Long, ServiceSocket> listening = listening();
        unfit.retainAll(listening.keySet());
        ipv6Only.retainAll(listening.keySet());
        boolean steered = false;
        for (InetAddress address : addresses) {
            TargetFilter target = filter(port, address);
            List<ServiceSocket> takers = listening.values().stream()
                    .filter(socket -> socket.isServedBy(target))
                    .sorted(Comparator.comparingInt(socket -> -socket.exactness(address)))
                    .toList();
            steered |= steer(address, takers, rehearsing);
        }
        return steered;
    }

    private Map<Long, ServiceSocket> listening() throws IOException {
        Map<Long, ServiceSocket> found = new LinkedHashMap<>();
        diagnosis.dump(SocketFilter.listeningAt(List.of(port)), socket -> {
            if (socket.localPort() == port && socket.boundInterface() == 0) {
                found.put(socket.cookie(), ServiceSocket.of(socket));
            }
        });
        return found;
    }

    /** Steers to the first of them that can be steered to, if it does not yet to one as good. */
    private boolean steer(InetAddress address, List<ServiceSocket> takers, boolean rehearsing)
            throws IOException, UnavailableException {
        Slot slot = ServiceSocket.slot(address);
        OptionalLong current = steering.target(slot);
        for (ServiceSocket each : takers) {
            boolean known = unfit.contains(each.cookie()) || (slot == Slot.IPV4 && ipv6Only.contains(each.cookie()));
            if (!known && (isAsGood(current, each, address, takers) || steer(slot, each, rehearsing))) {
                return true;
            }
        }
        return false;
    }

    /** Those that share a port by SO_REUSEPORT are as good as each other: the kernel chooses among them anyway. */
    private static boolean isAsGood(
            OptionalLong current, ServiceSocket best, InetAddress address, List<ServiceSocket> takers) {
        return takers.stream()
                .anyMatch(each -> current.isPresent()
                        && each.cookie() == current.getAsLong()
                        && each.exactness(address) == best.exactness(address));
    }

    private boolean steer(Slot slot, ServiceSocket socket, boolean rehearsing)
            throws IOException, UnavailableException {
        try (OwnedDescriptor copy = takeOver(socket)) {
            boolean both = socket.mayTakeBoth();
            if (both && sockets.isIpv6Only(copy.number())) {
                ipv6Only.add(socket.cookie());
                both = false;
                if (slot == Slot.IPV4) {
                    return false;
                }
            }
            for (Slot each : Slot.values()) {
                if (!rehearsing
                        && (each == slot || (both && steering.target(each).isEmpty()))) {
                    steering.to(each, copy);
                }
            }
            return true;
        }
    }

    private OwnedDescriptor takeOver(ServiceSocket socket) throws IOException, UnavailableException {
        try {
            if (!attachments.coverForSure(socket.cgroup())
                    && (socket.cgroup() == DiagnosedSocket.UNKNOWN || !attachments.cover(socket.cgroup()))) {
                throw UnavailableException.lasting(
                        "the socket that listens at " + socket.local() + " was made in a cgroup that is not "
                                + attachments.cgroup() + " nor below it, so its connections would be out of sight",
                        ListenerCheck.CURE);
            }
            return SocketTakeover.of(libC, socket.inode(), socket.local(), likely.get());
        } catch (UnavailableException e) {
            unfit.add(socket.cookie());
            throw e;
        }
    }

    /** Which families' new connections are steered, in words. */
    String inWords() throws IOException {
        List<String> steered = new ArrayList<>();
        for (Slot slot : Slot.values()) {
            if (steering.target(slot).isPresent()) {
                steered.add(slot == Slot.IPV4 ? "IPv4" : "IPv6");
            }
        }
        return String.join(" and ", steered);
    }

    @Override
    public void close() {
        diagnosis.close();
    }
}
