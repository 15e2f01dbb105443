package dev.lull.microbenchmarks;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.ebpf.EbpfStrategyProvider;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** One look of the strategy "ebpf": loads from the memory that the kernel program counts in. */
public class EbpfReadBenchmark extends NanosecondBenchmark {

    private static final int SOCKETS = 100;

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private LoopbackSockets opened;

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private ActivityMonitor monitor;

    /**
     * Opens a hundred sockets and the monitor.
     *
     * @throws IOException if there are not enough descriptors
     */
    @Setup(Level.Trial)
    public void open() throws IOException {
        opened = new LoopbackSockets(SOCKETS);
        monitor = new EbpfStrategyProvider().open(MonitorTarget.port(opened.port()), MonitorOptions.defaults());
    }

    /**
     * Closes both.
     *
     * @throws IOException if a socket cannot be closed
     */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        monitor.close();
        opened.close();
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
