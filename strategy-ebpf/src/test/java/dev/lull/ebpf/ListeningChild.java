package dev.lull.ebpf;

import java.net.InetAddress;
import java.net.ServerSocket;

/** Listens on a free port, says which, and lives until its input ends. */
final class ListeningChild {

    private ListeningChild() {}

    public static void main(String[] arguments) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (System.in.read() >= 0) {
                // nothing is ever written to it
            }
        }
    }
}
