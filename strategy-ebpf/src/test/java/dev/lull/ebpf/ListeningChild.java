package dev.lull.ebpf;

import java.net.InetAddress;
import java.net.ServerSocket;

/** Listens on a free port, or the one that it is given, says which, and lives until its input ends. */
final class ListeningChild {

    private ListeningChild() {}

    public static void main(String[] arguments) throws Exception {
        int wanted = arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]);
        try (ServerSocket server = new ServerSocket(wanted, 50, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (System.in.read() >= 0) {
                // nothing is ever written to it
            }
        }
    }
}
