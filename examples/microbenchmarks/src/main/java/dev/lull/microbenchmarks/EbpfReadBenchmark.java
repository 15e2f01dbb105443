package dev.lull.microbenchmarks;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.ebpf.EbpfStrategyProvider;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One look of the strategy "ebpf": loads from the memory that the kernel program counts in. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EbpfReadBenchmark {

    private static final int SOCKETS = 100;

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private LoopbackSockets opened;

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private ActivityMonitor monitor;

    /** Made by JMH. */
    public EbpfReadBenchmark() {}

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
