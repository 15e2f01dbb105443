package dev.lull.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for those who must be told where to listen. They lie below the range that systems take ports from by themselves
 * (32768 and above on Linux, ip(7)), so that nobody's outgoing connection and nobody who asks for any port gets one of
 * them, and a process hands out none twice. Safe for use by any thread.
 */
public final class FreePort {

    private static final int FIRST = 12_000;
    private static final int COUNT = 20_000;

    private static final AtomicInteger next =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    /**
     * Finds a port where nobody listens.
     *
     * @param address of this machine
     * @return the address with a port that was free a moment ago
     * @throws IOException if there is none, or the address is not this machine's
     */
    public static InetSocketAddress at(InetAddress address) throws IOException {
        IOException last = new IOException("no port tried");
        for (int tries = 0; tries < COUNT; tries++) {
            InetSocketAddress candidate =
                    new InetSocketAddress(address, FIRST + Math.floorMod(next.getAndIncrement(), COUNT));
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
