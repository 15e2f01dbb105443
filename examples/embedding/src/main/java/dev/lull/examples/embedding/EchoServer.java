package dev.lull.examples.embedding;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** The application's server: says back what it is told. It knows nothing of Lull. */
final class EchoServer {

    private final ServerSocket listener;

    private EchoServer(ServerSocket listener) {
        this.listener = listener;
    }

    /** Starts one on a free port. */
    static EchoServer start() throws IOException {
        EchoServer server = new EchoServer(new ServerSocket(0));
        daemon("echo-accept", server::acceptUntilClosed);
        return server;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void acceptUntilClosed() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                daemon("echo", () -> echo(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void echo(Socket connection) {
        try (connection) {
            connection.getInputStream().transferTo(connection.getOutputStream());
        } catch (IOException reset) {
            // the client went without a word
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Listens no more. Idempotent. */
    void close() throws IOException {
        listener.close();
    }
}
