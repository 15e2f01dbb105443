package dev.lull.launcher.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** A service that takes its time to end, and serves whoever comes meanwhile: each is answered with one byte. */
final class LingeringService {

    private LingeringService() {}

    /**
     * Listens until a while after SIGTERM.
     *
     * @param arguments the port, and how many milliseconds to linger
     * @throws IOException if it cannot listen
     */
    public static void main(String[] arguments) throws IOException {
        ServerSocket listener = new ServerSocket(Integer.parseInt(arguments[0]), 50, InetAddress.getLoopbackAddress());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                System.out.println("lingering");
                TimeUnit.MILLISECONDS.sleep(Long.parseLong(arguments[1]));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        System.out.println("listening");
        while (true) {
            try (Socket client = listener.accept()) {
                client.getOutputStream().write('!');
            }
        }
    }
}
