package dev.lull.launcher.run;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** A service that takes its time to end, and serves whoever comes meanwhile: greets with one byte, then echoes. */
final class LingeringService {

    static final String LISTENING = "listening";
    static final String LINGERING = "lingering";
    static final int GREETING = '!';

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
                System.out.println(LINGERING);
                TimeUnit.MILLISECONDS.sleep(Long.parseLong(arguments[1]));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        System.out.println(LISTENING);
        while (true) {
            Socket client = listener.accept();
            new Thread(() -> serve(client)).start();
        }
    }

    private static void serve(Socket accepted) {
        try (Socket client = accepted) {
            client.getOutputStream().write(GREETING);
            InputStream in = client.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                client.getOutputStream().write(next);
            }
        } catch (IOException gone) {
            // the client has left
        }
    }
}
