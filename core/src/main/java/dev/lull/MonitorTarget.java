package dev.lull;

import dev.lull.spi.OwnAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Says what to watch. */
public sealed interface MonitorTarget {

    /**
     * A service's own listening ports, looked at from beside the path by an observing strategy.
     *
     * @param ports the local ports, at least one, each from 1 to 65535
     * @param localAddress only connections to this address of the machine; empty for all of them. The wildcard address,
     *     {@code 0.0.0.0} or {@code ::} as a listening socket has it, means all of them too and becomes empty
     */
    record Observed(SortedSet<Integer> ports, Optional<InetAddress> localAddress) implements MonitorTarget {
        /**
         * Checks and copies the components.
         *
         * @throws NullPointerException if one of them is null
         * @throws IllegalArgumentException if there is no port, or one outside 1 to 65535
         */
        public Observed {
            localAddress = localAddress.filter(address -> !address.isAnyLocalAddress());
            ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
            if (ports.isEmpty()) {
                throw new IllegalArgumentException("ports: none, expected at least one");
            }
            ports.forEach(MonitorTarget::requirePort);
        }

        @Override
        public String toString() {
            return (ports.size() == 1 ? "port " : "ports ")
                    + String.join(", ", ports.stream().map(String::valueOf).toList())
                    + localAddress
                            .map(address -> " of " + address.getHostAddress())
                            .orElse("");
        }
    }

    /**
     * A place to listen at, and the service to pass each connection on to, by an in-path strategy.
     *
     * @param frontend where to listen; a port from 1 to 65535, resolved
     * @param service where the service is; may be unresolved, and is then resolved anew for each connection
     */
    record Proxied(InetSocketAddress frontend, InetSocketAddress service) implements MonitorTarget {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if one of them is null
         * @throws IllegalArgumentException if a port is outside 1 to 65535, {@code frontend} is unresolved,
         *     or {@code service} is the frontend itself
         */
        public Proxied {
            requirePort(frontend.getPort());
            requirePort(service.getPort());
            if (frontend.isUnresolved()) {
                throw new IllegalArgumentException("frontend: " + frontend + ", expected an address of this machine");
            }
            if (isReachedAt(frontend, service)) {
                throw new IllegalArgumentException(
                        "service: " + service + " is the frontend itself, so the relay would dial itself for ever");
            }
        }

        /**
         * Tells whether dialling an address reaches the frontend itself. Asks the system for its own addresses only if the
         * port is the same and the frontend is every address of this machine.
         *
         * @param address where to dial; one that is not resolved is not known to be the frontend
         * @return true if whoever dials there is connected to the frontend
         */
        public boolean isFrontend(InetSocketAddress address) {
            return isReachedAt(frontend, address);
        }

        private static boolean isReachedAt(InetSocketAddress frontend, InetSocketAddress address) {
            if (frontend.getPort() != address.getPort() || address.isUnresolved()) {
                return false;
            }
            return frontend.equals(address)
                    || (frontend.getAddress().isAnyLocalAddress() && isOfThisMachine(address.getAddress()));
        }

        private static boolean isOfThisMachine(InetAddress address) {
            try {
                return OwnAddresses.contain(address);
            } catch (SocketException e) {
                return false; // nothing says that it is
            }
        }

        @Override
        public String toString() {
            return frontend + " to " + service;
        }
    }

    /**
     * Watches one port of a service, on every address of this machine.
     *
     * @param port the local port, 1 to 65535
     * @return the target
     * @throws IllegalArgumentException if the port is out of range
     */
    static MonitorTarget port(int port) {
        return ports(new TreeSet<>(java.util.Set.of(port)));
    }

    /**
     * Watches several ports of a service as one, on every address of this machine.
     *
     * @param ports the local ports, at least one, each from 1 to 65535
     * @return the target
     * @throws IllegalArgumentException if there is none, or one is out of range
     */
    static MonitorTarget ports(SortedSet<Integer> ports) {
        return new Observed(ports, Optional.empty());
    }

    private static void requirePort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + ", expected 1 to 65535");
        }
    }
}
