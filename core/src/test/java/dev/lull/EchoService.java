package dev.lull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A program that listens at a port of the kernel's choice, says which, and gives one byte back to each client. */
final class EchoService {

    private EchoService() {}

    /**
     * Serves until it is killed.
     *
     * @param arguments none
     * @throws IOException if it cannot listen
     */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println(listener.getLocalPort());
            while (true) {
                try (Socket client = listener.accept()) {
                    client.getOutputStream().write(client.getInputStream().read());
                }
            }
        }
    }
}
