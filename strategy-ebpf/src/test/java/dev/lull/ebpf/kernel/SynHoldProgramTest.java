package dev.lull.ebpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import dev.lull.ebpf.RequireEbpf;
import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.NamespaceCookie;
import dev.lull.internal.linux.NativeMemory;
import java.io.ByteArrayOutputStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which packets the program drops, each of them made up and given to it by BPF_PROG_TEST_RUN. */
@ExtendWith(LeakCheck.class)
final class SynHoldProgramTest {

    private static final int PORT = 4711;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final int ECN_SETUP = 0xc0; // ECE and CWR, RFC 3168, section 6.1.1

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;

    private static final int ETHERNET_BYTES = 14;

    // union bpf_attr for BPF_PROG_TEST_RUN
    private static final int RUN_BYTES = 80;
    private static final int RUN_PROGRAM = 0;
    private static final int RUN_ANSWER = 4;
    private static final int RUN_DATA_BYTES = 8;
    private static final int RUN_DATA = 16;
    private static final int RUN_TIMES = 32;

    private final CloseStack opened = new CloseStack();
    private KernelSide kernelSide = openNothing();

    private static KernelSide openNothing() {
        RequireEbpf.here();
        try {
            Kernel kernel = Kernel.load();
            WatchConfig config = new WatchConfig(
                    new TreeSet<>(List.of(PORT)), Optional.empty(), NamespaceCookie.ofThisThread(kernel.libC()));
            Path proc = Path.of("/proc");
            return KernelSide.open(
                    kernel, config, new CgroupFinder(proc).candidates(), false, new RefusalDiagnosis(proc));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void hold() {
        opened.add(kernelSide::close);
        kernelSide.counters().holdWithoutLimit();
    }

    @AfterEach
    void close() {
        opened.close();
    }

    private boolean drops(byte[] packet) throws Exception {
        Kernel kernel = kernelSide.kernel();
        ByteBuffer data = NativeMemory.copyOf(onEthernet(packet));
        ByteBuffer attributes = NativeMemory.allocate(RUN_BYTES)
                .putInt(
                        RUN_PROGRAM,
                        kernelSide
                                .synHold()
                                .orElseThrow()
                                .program()
                                .descriptor()
                                .number())
                .putInt(RUN_DATA_BYTES, data.capacity())
                .putLong(RUN_DATA, NativeMemory.address(data))
                .putInt(RUN_TIMES, 1);
        try {
            kernel.bpf().call(BpfCommand.PROG_TEST_RUN, attributes, "lull_hold");
        } finally {
            Reference.reachabilityFence(data);
        }
        return attributes.getInt(RUN_ANSWER) == 0;
    }

    private static byte[] onEthernet(byte[] packet) {
        boolean ipv4 = packet[0] >> 4 == 4;
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET_BYTES + packet.length);
        frame.putShort(ETHERNET_BYTES - 2, (short) (ipv4 ? 0x0800 : 0x86dd));
        frame.position(ETHERNET_BYTES).put(packet);
        return frame.array();
    }

    private static byte[] tcp(int port, int flags) {
        ByteBuffer header = ByteBuffer.allocate(20);
        header.putShort(0, (short) 50_000).putShort(2, (short) port);
        header.put(12, (byte) 0x50).put(13, (byte) flags);
        return header.array();
    }

    private static byte[] ipv4(int protocol, int fragment, byte[] options, byte[] rest) {
        ByteBuffer packet = ByteBuffer.allocate(20 + options.length + rest.length);
        packet.put(0, (byte) (0x40 | (20 + options.length) / 4));
        packet.putShort(2, (short) packet.capacity()).putShort(6, (short) fragment);
        packet.put(9, (byte) protocol).putInt(12, 0x7f000001).putInt(16, 0x7f000001);
        packet.position(20).put(options).put(rest);
        return packet.array();
    }

    private static byte[] ipv4(byte[] rest) {
        return ipv4(TCP, 0, new byte[0], rest);
    }

    private static byte[] ipv6(int next, byte[]... rest) {
        ByteArrayOutputStream behind = new ByteArrayOutputStream();
        for (byte[] each : rest) {
            behind.writeBytes(each);
        }
        ByteBuffer packet = ByteBuffer.allocate(40 + behind.size());
        packet.put(0, (byte) 0x60).putShort(4, (short) behind.size()).put(6, (byte) next);
        packet.put(23, (byte) 1).put(39, (byte) 1);
        packet.position(40).put(behind.toByteArray());
        return packet.array();
    }

    private static byte[] extension(int next, int bytes, int length) {
        byte[] header = new byte[bytes];
        header[0] = (byte) next;
        header[1] = (byte) length;
        return header;
    }

    private static byte[] fragment(int next, int offsetAndMore) {
        byte[] header = extension(next, 8, 0);
        header[2] = (byte) (offsetAndMore >> 8);
        header[3] = (byte) offsetAndMore;
        return header;
    }

    @Test
    void dropsWhatBeginsAConnection() throws Exception {
        assertThat(drops(ipv4(tcp(PORT, SYN)))).isTrue();
        assertThat(drops(ipv4(tcp(PORT, SYN | ECN_SETUP)))).isTrue();
        assertThat(drops(ipv6(TCP, tcp(PORT, SYN)))).isTrue();
    }

    @Test
    void leavesEverythingElseOfTheServiceAlone() throws Exception {
        for (int flags : List.of(0, ACK, SYN | ACK, RST, RST | ACK)) {
            assertThat(drops(ipv4(tcp(PORT, flags)))).as("flags %x", flags).isFalse();
            assertThat(drops(ipv6(TCP, tcp(PORT, flags)))).as("flags %x", flags).isFalse();
        }
    }

    @Test
    void leavesOthersAlone() throws Exception {
        assertThat(drops(ipv4(tcp(PORT + 1, SYN)))).isFalse();
        assertThat(drops(ipv4(UDP, 0, new byte[0], tcp(PORT, SYN)))).isFalse();
        assertThat(drops(ipv6(UDP, tcp(PORT, SYN)))).isFalse();
    }

    @Test
    void letsEverythingInOnceTheTimeIsOver() throws Exception {
        kernelSide.counters().holdUntil(System.nanoTime() - 1);
        assertThat(drops(ipv4(tcp(PORT, SYN)))).isFalse();
        kernelSide.counters().holdNobody();
        assertThat(drops(ipv4(tcp(PORT, SYN)))).isFalse();
    }

    @Test
    void looksBehindTheOptionsOfIpv4() throws Exception {
        for (int bytes : List.of(4, 20, 40)) {
            assertThat(drops(ipv4(TCP, 0x4000, new byte[bytes], tcp(PORT, SYN))))
                    .as("%d bytes of options", bytes)
                    .isTrue();
        }
    }

    @Test
    void looksBehindTheExtensionHeadersOfIpv6() throws Exception {
        assertThat(drops(ipv6(HOP_BY_HOP, extension(DESTINATION, 8, 0), extension(TCP, 24, 2), tcp(PORT, SYN))))
                .isTrue();
        assertThat(drops(ipv6(ROUTING, extension(AUTHENTICATION, 16, 1), extension(TCP, 24, 4), tcp(PORT, SYN))))
                .isTrue();
        assertThat(drops(ipv6(FRAGMENT, fragment(TCP, 0), tcp(PORT, SYN))))
                .as("a whole that calls itself a fragment, RFC 6946")
                .isTrue();
        assertThat(drops(ipv6(DESTINATION, extension(TCP, 8, 0), tcp(PORT, ACK))))
                .isFalse();
    }

    @Test
    void leavesFragmentsAlone() throws Exception {
        int moreFragments = 0x2000;
        assertThat(drops(ipv4(TCP, moreFragments, new byte[0], tcp(PORT, SYN)))).isFalse();
        assertThat(drops(ipv4(TCP, 1, new byte[0], tcp(PORT, SYN)))).isFalse();
        assertThat(drops(ipv6(FRAGMENT, fragment(TCP, 1), tcp(PORT, SYN)))).isFalse();
        assertThat(drops(ipv6(FRAGMENT, fragment(TCP, 8), tcp(PORT, SYN)))).isFalse();
    }

    @Test
    void leavesAloneWhatHasNoEndOrIsCutOff() throws Exception {
        byte[] nested = new byte[9 * 8];
        for (int i = 0; i < 9; i++) {
            nested[i * 8] = (byte) (i == 8 ? TCP : DESTINATION);
        }
        assertThat(drops(ipv6(DESTINATION, nested, tcp(PORT, SYN)))).isFalse();
        assertThat(drops(ipv6(HOP_BY_HOP, extension(TCP, 8, 255), tcp(PORT, SYN))))
                .isFalse();
        assertThat(drops(ipv4(TCP, 0, new byte[0], new byte[4]))).isFalse();
    }
}
