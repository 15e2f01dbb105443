package dev.lull.microbenchmarks;

import dev.lull.proxy.header.ProxyHeader;
import dev.lull.proxy.header.ProxyHeaderDecoder;
import dev.lull.proxy.header.ProxyHeaderEncoder;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Parsing one header of the PROXY protocol, as the relay does it once for a connection. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProxyHeaderBenchmark {

    /** The protocol's version: text or binary. */
    @Param({"1", "2"})
    public int version = 1;

    private ByteBuffer bytes = ByteBuffer.allocate(0);

    /** Made by JMH. */
    public ProxyHeaderBenchmark() {}

    /** Makes the header. */
    @Setup
    public void prepare() {
        ProxyHeader header = ProxyHeader.of(
                new InetSocketAddress("2001:db8::1234", 49_152), new InetSocketAddress("2001:db8::5678", 443));
        bytes = version == 1 ? ProxyHeaderEncoder.version1(header) : ProxyHeaderEncoder.version2(header);
    }

    /**
     * Measures parsing it.
     *
     * @return what it says
     */
    @Benchmark
    public ProxyHeaderDecoder.Result decode() {
        return ProxyHeaderDecoder.decode(bytes);
    }
}
