package dev.lull.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The service process: prints {@code port NUMBER} and serves until its standard input ends. */
public final class ServiceMain {

    private static final int BACKLOG = 4096;

    private ServiceMain() {}

    /**
     * Runs the service.
     *
     * @param arguments the number of event loops
     * @throws IOException if it cannot listen
     */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            listener.configureBlocking(false);
            List<ServiceLoop> loops = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
                loops.add(new ServiceLoop());
            }
            loops.get(0).listen(listener, loops);
            for (ServiceLoop loop : loops) {
                Thread thread = new Thread(loop, "service");
                thread.setDaemon(true);
                thread.start();
            }
            System.out.println("port " + ((InetSocketAddress) listener.getLocalAddress()).getPort());
            System.out.flush();
            int read = 0;
            while (read >= 0) {
                read = System.in.read(); // the harness holds the other end: it ends with the harness, whatever happens
                // to that
            }
        }
    }
}
