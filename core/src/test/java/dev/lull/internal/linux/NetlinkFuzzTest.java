package dev.lull.internal.linux;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A few thousand answers; {@link LongFuzzTest} tries millions. */
class NetlinkFuzzTest {

    private static final byte DUMP = 0;
    private static final byte FIND = 1;
    private static final short ANSWER_TO_DUMP = DiagnosisRequest.TCPDIAG_GETSOCK;
    private static final short ANSWER_TO_FIND = DiagnosisRequest.SOCK_DIAG_BY_FAMILY;

    // include/uapi/linux/inet_diag.h
    private static final short INET_DIAG_INFO = 2;
    private static final short INET_DIAG_CGROUP_ID = 21;
    private static final int INET_DIAG_MESSAGE_BYTES = 72;
    private static final int TCP_INFO_BYTES = 248;

    @Property(tries = 3000)
    void anyAnswerIsReadOrRefused(@ForAll byte[] input) {
        NetlinkFuzz.fuzzerTestOneInput(input);
    }

    @Property(tries = 3000)
    void anyMessagesInFormAreReadOrRefused(@ForAll("inputs") byte[] input) {
        NetlinkFuzz.fuzzerTestOneInput(input);
    }

    @Property(tries = 3000)
    void aDamagedAnswerIsReadOrRefused(@ForAll("seeds") byte[] seed, @ForAll int at, @ForAll byte value) {
        byte[] input = seed.clone();
        input[Math.floorMod(at, input.length)] = value;
        NetlinkFuzz.fuzzerTestOneInput(input);
    }

    @Property(tries = 3000)
    void attributesThatLieAboutTheirLengthAreReadOrRefused(@ForAll("attributes") byte[] attributes) {
        NetlinkFuzz.fuzzerTestOneInput(input(DUMP, socket(ANSWER_TO_DUMP, attributes)));
        NetlinkFuzz.fuzzerTestOneInput(input(FIND, socket(ANSWER_TO_FIND, attributes)));
    }

    @Provide
    Arbitrary<byte[]> seeds() {
        return Arbitraries.of(seedInputs());
    }

    /** Each of some type, with the length that it says and the length that it has. */
    @Provide
    Arbitrary<byte[]> attributes() {
        Arbitrary<Integer> length = Arbitraries.of(0, 1, 3, Long.BYTES, 104, 135, 136, TCP_INFO_BYTES, 4000, 65_000);
        return Combinators.combine(Arbitraries.of(INET_DIAG_INFO, INET_DIAG_CGROUP_ID, (short) 1), length, length)
                .as((type, said, real) -> Arrays.copyOf(attribute(type, said), 4 + Math.min(real, 512)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(each -> join(each.toArray(new byte[0][])));
    }

    @Provide
    Arbitrary<byte[]> inputs() {
        Arbitrary<Short> type = Arbitraries.of(
                ANSWER_TO_DUMP,
                ANSWER_TO_FIND,
                (short) NetlinkMessages.TYPE_DONE,
                (short) NetlinkMessages.TYPE_ERROR,
                (short) 1);
        Arbitrary<byte[]> body =
                Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(400);
        Arbitrary<Short> flags = Arbitraries.of((short) 2, (short) NetlinkMessages.FLAG_DUMP_INTERRUPTED);
        Arbitrary<byte[]> messages = Combinators.combine(type, flags, body)
                .as(NetlinkFuzzTest::message)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(each -> join(each.toArray(new byte[0][])));
        return Combinators.combine(Arbitraries.of(DUMP, FIND), messages.list().ofMaxSize(4))
                .as((question, datagrams) -> input(question, datagrams.toArray(new byte[0][])));
    }

    static List<byte[]> seedInputs() {
        byte[] measured = join(
                attribute(INET_DIAG_CGROUP_ID, Long.BYTES),
                attribute((short) 1, 3),
                attribute(INET_DIAG_INFO, TCP_INFO_BYTES));
        byte[] cutOff = Arrays.copyOf(attribute(INET_DIAG_INFO, TCP_INFO_BYTES), 60);
        byte[] done = message((short) NetlinkMessages.TYPE_DONE, (short) 2, new byte[Integer.BYTES]);
        return List.of(
                input(DUMP, join(socket(ANSWER_TO_DUMP), socket(ANSWER_TO_DUMP, measured), done)),
                input(DUMP, socket(ANSWER_TO_DUMP), done),
                input(
                        DUMP,
                        failure(Errno.EOPNOTSUPP),
                        socket(ANSWER_TO_FIND),
                        done,
                        join(socket(ANSWER_TO_FIND), done)),
                input(FIND, socket(ANSWER_TO_FIND, measured)),
                input(FIND, socket(ANSWER_TO_FIND, cutOff)),
                input(DUMP, join(socket(ANSWER_TO_DUMP, cutOff), done)),
                input(FIND, failure(Errno.ENOENT)));
    }

    private static byte[] socket(short type, byte... attributes) {
        ByteBuffer fixed = ByteBuffer.allocate(INET_DIAG_MESSAGE_BYTES);
        fixed.put(0, (byte) DiagnosisRequest.AF_INET).put(1, (byte) TcpState.ESTABLISHED);
        return message(type, (short) 2, join(fixed.array(), attributes));
    }

    private static byte[] failure(int errno) {
        ByteBuffer body = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder()).putInt(0, -errno);
        return message((short) NetlinkMessages.TYPE_ERROR, (short) 0, body.array());
    }

    private static byte[] attribute(short type, int length) {
        return ByteBuffer.allocate(4 + NetlinkMessages.align(length))
                .order(ByteOrder.nativeOrder())
                .putShort((short) (4 + length))
                .putShort(type)
                .array();
    }

    /** A message that answers the question: see {@link NetlinkFuzz}. */
    private static byte[] message(short type, short flags, byte[] body) {
        int length = NetlinkMessages.HEADER_BYTES + body.length;
        return ByteBuffer.allocate(NetlinkMessages.align(length))
                .order(ByteOrder.nativeOrder())
                .putInt(length)
                .putShort(type)
                .putShort(flags)
                .putLong(0)
                .put(body)
                .array();
    }

    private static byte[] input(byte question, byte[]... datagrams) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(question);
        for (byte[] datagram : datagrams) {
            input.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) datagram.length).array());
            input.writeBytes(datagram);
        }
        return input.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
