package dev.lull.microbenchmarks;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.procfs.ProcfsOptions;
import dev.lull.procfs.ProcfsStrategyProvider;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One look of the strategy "procfs", whole: from the kernel's table to the snapshot. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx512m")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LookBenchmark {

    /** How many sockets the machine has, a quarter of them on the port. */
    @Param({"100", "5000", "20000"})
    public int sockets;

    /** Where to look. */
    @Param({"SOCK_DIAG", "PROC_FILES", "OSHI"})
    public ProcfsOptions.Source source = ProcfsOptions.Source.AUTO;

    /** Whether the port's connections are a quarter of the sockets, or none is on the port. */
    @Param({"QUARTER", "NONE"})
    public OnPort onPort = OnPort.QUARTER;

    /** What share of the sockets is on the watched port. */
    public enum OnPort {
        /** A quarter of them. */
        QUARTER,
        /** None, as with a quiet service on a busy machine. */
        NONE
    }

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private LoopbackSockets opened;

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private ActivityMonitor monitor;

    /**
     * Opens the sockets and the monitor.
     *
     * @throws IOException if there are not enough descriptors
     */
    @Setup(Level.Trial)
    public void open() throws IOException {
        opened = new LoopbackSockets(sockets);
        MonitorTarget target = MonitorTarget.port(onPort == OnPort.QUARTER ? opened.port() : opened.unusedPort());
        monitor = new ProcfsStrategyProvider()
                .open(
                        target,
                        MonitorOptions.builder()
                                .settings(ProcfsOptions.builder().source(source).build())
                                .build());
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
    public Reading look() {
        return monitor.read();
    }
}
