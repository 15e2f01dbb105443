package dev.lull.microbenchmarks;

import dev.lull.proxy.header.ProxyHeader;
import dev.lull.proxy.header.ProxyHeaderDecoder;
import dev.lull.proxy.header.ProxyHeaderEncoder;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Parsing one header of the PROXY protocol, as the relay does it once for a connection. */
public class ProxyHeaderBenchmark extends NanosecondBenchmark {

    /** The protocol's version: text or binary. */
    @Param({"1", "2"})
    public int version = 1;

    private ByteBuffer bytes = ByteBuffer.allocate(0);

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
