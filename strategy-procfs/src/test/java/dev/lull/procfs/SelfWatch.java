package dev.lull.procfs;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;

/** The program of {@link ChildJvm}: opens a connection to itself and says how many it sees, and how. */
final class SelfWatch {

    private SelfWatch() {}

    /**
     * Watches itself, or a port in another process's namespace.
     *
     * @param arguments nothing, or a process id and a port
     * @throws IOException if it cannot connect to itself
     */
    public static void main(String[] arguments) throws IOException {
        ActivityStrategyProvider provider =
                Objects.requireNonNull(Strategies.installed().get("procfs"));
        System.out.println("probe: " + provider.probe());
        if (arguments.length > 0) {
            ProcfsOptions options =
                    ProcfsOptions.builder().pid(Long.parseLong(arguments[0])).build();
            say(
                    provider,
                    Integer.parseInt(arguments[1]),
                    MonitorOptions.builder().settings(options).build());
            return;
        }
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            accepted.setTcpNoDelay(client.isConnected());
            say(provider, server.getLocalPort(), MonitorOptions.defaults());
        }
    }

    private static void say(ActivityStrategyProvider provider, int port, MonitorOptions options) {
        try (ActivityMonitor monitor = provider.open(MonitorTarget.port(port), options)) {
            ActivitySnapshot seen = (ActivitySnapshot) monitor.read();
            System.out.println("open " + seen.openConnections() + " by " + monitor.description());
            System.out.println(monitor.capabilities());
        }
    }
}
