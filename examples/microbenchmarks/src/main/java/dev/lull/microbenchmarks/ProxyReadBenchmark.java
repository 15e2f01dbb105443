package dev.lull.microbenchmarks;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.proxy.ProxyStrategyProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** One look of the strategy "proxy": the relay's own counts. */
public class ProxyReadBenchmark extends NanosecondBenchmark {

    private static final int SOCKETS = 100;

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private LoopbackSockets service;

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private ActivityMonitor monitor;

    /**
     * Opens a service and a relay in front of it.
     *
     * @throws IOException if there are not enough descriptors
     */
    @Setup(Level.Trial)
    public void open() throws IOException {
        service = new LoopbackSockets(SOCKETS);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
            port = free.getLocalPort();
        }
        monitor = new ProxyStrategyProvider()
                .open(
                        new MonitorTarget.Proxied(
                                new InetSocketAddress(loopback, port), new InetSocketAddress(loopback, service.port())),
                        MonitorOptions.defaults());
    }

    /**
     * Closes both.
     *
     * @throws IOException if a socket cannot be closed
     */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        monitor.close();
        service.close();
    }

    /**
     * Measures one look.
     *
     * @return what it saw
     */
    @Benchmark
    public Reading read() {
        return monitor.read();
    }
}
