package dev.lull.bench.race;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Ports that no client is given for its own end. Where the client closes first, that end is in TIME_WAIT for a minute
 * (RFC 9293, section 3.6.1), and without SO_REUSEADDR on it as well nobody can listen on its port meanwhile (socket(7)): the
 * next run of a service could not. For one thread.
 */
final class RacePorts {

    /** Two numbers: the first and the last that clients are given (ip(7)). */
    private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private static final String PORT = "[0-9]{1,5}";
    private static final int FIRST_UNPRIVILEGED = 1_024;
    private static final int LAST = 65_535;

    private final int first;
    private final int count;
    private final int start;
    private int tried;

    private RacePorts(int first, int end, long seed) {
        this.first = first;
        this.count = end - first;
        this.start = (int) Math.floorMod(seed, (long) Math.max(1, count));
    }

    /** Takes the range that is in force in this network namespace. */
    static RacePorts here(long seed) throws IOException {
        // Not by Files.readString: it asks for one byte first, and that is all that such a file gives (proc_dointvec).
        return outside(Files.readAllLines(RANGE).get(0), seed);
    }

    /**
     * Takes those below a range or above it, whichever are more.
     *
     * @param range as the kernel writes it
     * @param seed where to begin, so that two that race at the same time do not try the same ones
     * @throws IOException if it is no such text
     */
    static RacePorts outside(String range, long seed) throws IOException {
        String[] ends = range.strip().split("\\s+", -1);
        if (ends.length != 2 || !ends[0].matches(PORT) || !ends[1].matches(PORT)) {
            throw new IOException(RANGE + ": \"" + range.strip() + "\", expected two ports");
        }
        int low = Integer.parseInt(ends[0]);
        int high = Integer.parseInt(ends[1]);
        return low - FIRST_UNPRIVILEGED >= LAST - high
                ? new RacePorts(FIRST_UNPRIVILEGED, low, seed)
                : new RacePorts(high + 1, LAST + 1, seed);
    }

    /**
     * Returns another one on which nobody listens.
     *
     * @throws IOException if there is none left
     */
    int next() throws IOException {
        while (tried < count) {
            int port = first + (start + tried++) % count;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port that clients are not given: leave some out of " + RANGE);
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(port));
            return true;
        } catch (BindException e) {
            return false;
        }
    }
}
