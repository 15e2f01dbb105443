package dev.lull.microbenchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
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

/** What the kernel alone needs to print its table of sockets: the floor of {@link LookBenchmark} on /proc files. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ProcReadBenchmark {

    /** How many sockets the machine has. */
    @Param({"100", "5000", "20000"})
    public int sockets;

    private final byte[] buffer = new byte[8192];

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private LoopbackSockets opened;

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private RandomAccessFile ipv4;

    @SuppressWarnings("NullAway.Init") // set up by JMH
    private RandomAccessFile ipv6;

    /**
     * Opens the sockets and the files.
     *
     * @throws IOException if there are not enough descriptors
     */
    @Setup(Level.Trial)
    public void open() throws IOException {
        opened = new LoopbackSockets(sockets);
        ipv4 = new RandomAccessFile("/proc/net/tcp", "r");
        ipv6 = new RandomAccessFile("/proc/net/tcp6", "r");
    }

    /**
     * Closes them.
     *
     * @throws IOException if one cannot be closed
     */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        ipv4.close();
        ipv6.close();
        opened.close();
    }

    /**
     * Measures reading both files, and looks at nothing.
     *
     * @return how many bytes they have
     * @throws IOException if they cannot be read
     */
    @Benchmark
    public long read() throws IOException {
        return read(ipv4) + read(ipv6);
    }

    private long read(RandomAccessFile file) throws IOException {
        file.seek(0);
        long total = 0;
        for (int read = file.read(buffer); read > 0; read = file.read(buffer)) {
            total += read;
        }
        return total;
    }
}
