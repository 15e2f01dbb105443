package dev.lull.proxy.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ports that the system gives to outgoing connections: /proc/sys/net/ipv4/ip_local_port_range, ip(7). */
final class EphemeralPorts {

    private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    /** Of Linux by default; wide enough for others too, where no file tells (RFC 6335 section 6 has 49152 and above). */
    private static final int USUAL_FIRST = 32768;

    private static final int FIRST = first();

    private EphemeralPorts() {}

    /** Whether a port may be one. */
    static boolean contain(int port) {
        return port >= FIRST;
    }

    private static int first() {
        try {
            // Not by Files.readString: it asks for one byte first, and that is all that such a file gives
            // (proc_dointvec).
            return Integer.parseInt(Files.readAllLines(RANGE).get(0).replaceFirst("\\s.*", ""));
        } catch (IOException | NumberFormatException e) {
            return USUAL_FIRST;
        }
    }
}
