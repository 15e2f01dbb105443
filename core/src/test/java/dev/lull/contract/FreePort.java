package dev.lull.contract;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ports for those who must be told where to listen. They lie below the range that systems take ports from by themselves
 * (32768 and above on Linux, ip(7)), so that nobody's outgoing connection and nobody who asks for any port gets one of
 * them. Each process takes them from a block of its own, so that tests which run at the same time do not get the same.
 * Safe for use by any thread.
 */
public final class FreePort {

    private static final int FIRST = 12_000;
    private static final int BLOCKS = 40;
    private static final int IN_A_BLOCK = 500;
    private static final int ALL = BLOCKS * IN_A_BLOCK;

    /** Who has the first port of a block for UDP has the block: the kernel gives it back with the process. */
    private static final @Nullable DatagramSocket claim = claim();

    private static final int first = claim == null ? FIRST : claim.getLocalPort();
    private static final int count = claim == null ? ALL : IN_A_BLOCK;

    private static final AtomicInteger next =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(count));

    private FreePort() {}

    /** Takes the block of ports, if that has not been done: its socket is there from now on, and no leak. */
    static void prepare() {
        assert count > 0;
    }

    private static @Nullable DatagramSocket claim() {
        int start = ThreadLocalRandom.current().nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            int port = FIRST + (start + i) % BLOCKS * IN_A_BLOCK;
            try {
                return new DatagramSocket(new InetSocketAddress(Loopback.IPV4, port));
            } catch (IOException taken) {
                // by another process
            }
        }
        return null;
    }

    /**
     * Finds a port where nobody listens.
     *
     * @param address of this machine
     * @return the address with a port that was free a moment ago
     * @throws IOException if there is none, or the address is not this machine's
     */
    public static InetSocketAddress at(InetAddress address) throws IOException {
        IOException last = new IOException("no port tried");
        for (int tries = 0; tries < count; tries++) {
            InetSocketAddress candidate =
                    new InetSocketAddress(address, first + Math.floorMod(next.getAndIncrement(), count));
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(candidate, 1);
                return candidate;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("no free port at " + address, last);
    }
}
