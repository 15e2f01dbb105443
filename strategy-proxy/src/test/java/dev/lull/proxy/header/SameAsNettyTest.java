package dev.lull.proxy.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.proxy.header.ProxyHeaderDecoder.Result;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Reads what Netty writes and writes what Netty writes, over random headers. */
class SameAsNettyTest {

    private static final int HEADERS = 3000;

    @Test
    void writesTheSameBytes() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < HEADERS; i++) {
            boolean inet6 = random.nextBoolean();
            ProxyHeader header = ProxyHeader.of(address(random, inet6), address(random, inet6));
            assertThat(bytes(ProxyHeaderEncoder.version1(header)))
                    .isEqualTo(encodeByNetty(message(header, HAProxyProtocolVersion.V1, inet6, List.of())));
            assertThat(bytes(ProxyHeaderEncoder.version2(header)))
                    .isEqualTo(encodeByNetty(message(header, HAProxyProtocolVersion.V2, inet6, List.of())));
        }
    }

    @Test
    void readsWhatNettyWritesAdditionsIncluded() throws Exception {
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < HEADERS; i++) {
            boolean inet6 = random.nextBoolean();
            boolean binary = random.nextBoolean();
            ProxyHeader header = ProxyHeader.of(address(random, inet6), address(random, inet6));
            List<HAProxyTLV> additions = new ArrayList<>();
            for (int n = binary ? random.nextInt(4) : 0; n > 0; n--) {
                byte[] value = new byte[random.nextInt(200)];
                additions.add(new HAProxyTLV(HAProxyTLV.Type.PP2_TYPE_AUTHORITY, Unpooled.wrappedBuffer(value)));
            }
            HAProxyProtocolVersion version = binary ? HAProxyProtocolVersion.V2 : HAProxyProtocolVersion.V1;
            byte[] written = encodeByNetty(message(header, version, inet6, additions));
            byte[] more = java.util.Arrays.copyOf(written, written.length + random.nextInt(20));
            assertThat(ProxyHeaderDecoder.decode(ByteBuffer.wrap(more)))
                    .isEqualTo(new Result.Found(header, written.length));
        }
    }

    /** Spoilt lines: what Netty refuses we refuse. */
    @Test
    void refusesSpoiltLinesAsNettyDoes() throws Exception {
        SplittableRandom random = new SplittableRandom(13);
        int refused = 0;
        for (int i = 0; i < HEADERS; i++) {
            boolean inet6 = random.nextBoolean();
            ProxyHeader header = ProxyHeader.of(address(random, inet6), address(random, inet6));
            byte[] line = bytes(ProxyHeaderEncoder.version1(header));
            int place = 6 + random.nextInt(line.length - 8);
            line[place] = (byte) (' ' + random.nextInt(95));
            boolean ours = ProxyHeaderDecoder.decode(ByteBuffer.wrap(line)) instanceof Result.Found;
            boolean theirs = nettyAccepts(line);
            refused += ours ? 0 : 1;
            // Where we accept, so does Netty; it is laxer in places, such as ports with leading zeros.
            assertThat(!ours || theirs)
                    .as(new String(line, java.nio.charset.StandardCharsets.US_ASCII))
                    .isTrue();
        }
        assertThat(refused).isGreaterThan(HEADERS / 4);
    }

    private static boolean nettyAccepts(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            Object read = channel.readInbound();
            if (read instanceof HAProxyMessage message) {
                message.release();
                return true;
            }
            return false;
        } catch (RuntimeException e) {
            return false;
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static HAProxyMessage message(
            ProxyHeader header, HAProxyProtocolVersion version, boolean inet6, List<HAProxyTLV> additions) {
        ProxyHeader.Ends ends = header.ends().orElseThrow();
        return new HAProxyMessage(
                version,
                HAProxyCommand.PROXY,
                inet6 ? HAProxyProxiedProtocol.TCP6 : HAProxyProxiedProtocol.TCP4,
                ends.client().getAddress().getHostAddress(),
                ends.proxy().getAddress().getHostAddress(),
                ends.client().getPort(),
                ends.proxy().getPort(),
                additions);
    }

    private static byte[] encodeByNetty(HAProxyMessage message) {
        EmbeddedChannel channel = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
        channel.writeOutbound(message);
        ByteBuf written = channel.readOutbound();
        byte[] bytes = new byte[written.readableBytes()];
        written.readBytes(bytes).release();
        channel.finishAndReleaseAll();
        return bytes;
    }

    private static InetSocketAddress address(SplittableRandom random, boolean inet6) throws Exception {
        byte[] raw = new byte[inet6 ? 16 : 4];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) random.nextInt();
        }
        if (inet6) {
            raw[0] = 0x20; // not IPv4-mapped, which Java turns into IPv4
        }
        return new InetSocketAddress(InetAddress.getByAddress(raw), 1 + random.nextInt(65535));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
