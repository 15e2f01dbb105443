package dev.lull.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process of its own in a network namespace of its own, with one loopback connection to a port of the caller's
 * choice. Needs root, ip(8) and unshare(1). Closing it ends the process and with it the namespace.
 */
public final class OtherNamespace implements AutoCloseable {

    private final Process process;

    private OtherNamespace(Process process) {
        this.process = process;
    }

    /**
     * Opens a connection in a new namespace.
     *
     * @param port the service's port in there
     * @return the process, with its connection established
     * @throws IOException if the process cannot be started or does not get its connection
     */
    public static OtherNamespace withConnectionTo(int port) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script = "ip link set lo up && exec \"$0\" -cp \"$1\" \"$2\" \"$3\"";
        Process process = new ProcessBuilder(
                        "unshare",
                        "--net",
                        "sh",
                        "-c",
                        script,
                        java,
                        System.getProperty("java.class.path"),
                        OtherNamespace.class.getName(),
                        String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (!"connected".equals(line)) {
            process.destroyForcibly();
            throw new IOException("the process in the other namespace said " + line + " instead of connected");
        }
        return new OtherNamespace(process);
    }

    /**
     * Returns the process in the other namespace.
     *
     * @return its process id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * The process's own program: connects to itself and waits for the end of its input.
     *
     * @param arguments the port
     * @throws IOException if it cannot connect
     */
    public static void main(String[] arguments) throws IOException {
        InetAddress loopback = Loopback.IPV4;
        int port = Integer.parseInt(arguments[0]);
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress(loopback, port));
            try (Socket client = new Socket(loopback, port);
                    Socket accepted = server.accept()) {
                System.out.println(client.isConnected() && accepted.isConnected() ? "connected" : "not connected");
                while (System.in.read() >= 0) {
                    // the caller holds the other end and writes nothing
                }
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
