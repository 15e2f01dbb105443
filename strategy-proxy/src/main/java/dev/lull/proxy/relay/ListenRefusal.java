package dev.lull.proxy.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Says what to do where the system lets nobody listen, by the words of bind(2)'s error. */
final class ListenRefusal {

    /** From which port on anybody may listen; each network namespace has its own (ip-sysctl.rst of the kernel). */
    private static final Path FIRST_UNPRIVILEGED = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

    private ListenRefusal() {}

    /** Returns the cure as the end of a sentence. */
    static String cure(InetSocketAddress frontend, IOException refusal) {
        return cure(frontend, String.valueOf(refusal.getMessage()), firstUnprivileged());
    }

    static String cure(InetSocketAddress frontend, String said, Optional<Integer> firstUnprivileged) {
        int port = frontend.getPort();
        if (said.contains("Permission denied")) {
            return "; port " + port
                    + " is for privileged programs: give Lull CAP_NET_BIND_SERVICE, or listen at a port from "
                    + firstUnprivileged.map(String::valueOf).orElse("1024")
                    + " up, or let all programs listen here by sysctl net.ipv4.ip_unprivileged_port_start=" + port;
        }
        if (said.contains("Address already in use")) {
            return "; another program listens at port " + port
                    + ": end it, or listen at another port, or at an address of" + " its own such as 127.0.0.23:"
                    + port;
        }
        if (said.contains("Cannot assign requested address")) {
            return "; " + frontend.getHostString()
                    + " is no address of this machine: give it one of those that it has, or"
                    + " the port alone to listen at all of them";
        }
        return "; is the port taken, or the address not this machine's?";
    }

    private static Optional<Integer> firstUnprivileged() {
        try {
            // By lines for the reason that EphemeralPorts gives.
            return Optional.of(Integer.valueOf(
                    Files.readAllLines(FIRST_UNPRIVILEGED).get(0).strip()));
        } catch (IOException | NumberFormatException e) { // not Linux, or a /proc that is cut: the usual one then
            return Optional.empty();
        }
    }
}
