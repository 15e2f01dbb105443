package dev.lull.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A small service in a JVM of its own: says what it hears, to one client after the other. */
public final class EchoMain {

    private static final int BACKLOG = 64;

    private EchoMain() {}

    /**
     * Serves until it is ended.
     *
     * @param arguments the port on loopback
     * @throws IOException if it cannot listen
     */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocket listener = new ServerSocket()) {
            listener.setReuseAddress(true);
            listener.bind(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), BACKLOG);
            while (true) {
                try (Socket client = listener.accept()) {
                    client.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException left) {
                    // the next one, then
                }
            }
        }
    }
}
