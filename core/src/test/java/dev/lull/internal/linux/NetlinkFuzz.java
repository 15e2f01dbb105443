package dev.lull.internal.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whatever netlink answers, a diagnosis comes to an end, tells of no more sockets than the answer has room for, throws
 * nothing but {@link IOException}, and reads nothing beyond what was answered. An input is a byte that chooses the
 * question, and datagrams, each behind its length of two bytes.
 */
public final class NetlinkFuzz {

    private static final SocketFilter PORTS = SocketFilter.openOn(List.of(22, 2222));
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 22);
    private static final int LENGTH_BYTES = 2;

    /** A message with this as its sequence is an answer to the question, whatever number that has. */
    private static final int OURS = 0;

    private NetlinkFuzz() {}

    /**
     * Tries an input: what Jazzer calls.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        List<String> told = tell(input, (byte) 0);
        if (!told.equals(tell(input, (byte) 0xA5))) {
            throw new AssertionError("bytes beyond the answer were read");
        }
        if (told.size() > 1 + input.length / NetlinkMessages.HEADER_BYTES) {
            throw new AssertionError(told.size() + " sockets of " + input.length + " bytes");
        }
    }

    private static List<String> tell(byte[] input, byte beyond) {
        List<String> told = new ArrayList<>();
        try (SocketDiagnosis diagnosis = new SocketDiagnosis(new Played(input, beyond))) {
            if (input.length > 0 && input[0] % 2 != 0) {
                boolean found = diagnosis.find(HERE, HERE, 0, SocketDiagnosis.ANY_COOKIE, each -> told.add(text(each)));
                told.add("found: " + found);
            } else {
                diagnosis.dump(PORTS, each -> told.add(text(each)));
            }
        } catch (IOException e) {
            told.add(String.valueOf(e.getMessage()));
        }
        return told;
    }

    private static String text(DiagnosedSocket socket) {
        return socket.key() + " " + socket.state() + " " + socket.isOpen() + " " + socket.uid() + " "
                + socket.local() + " " + socket.remote() + " " + socket.localHigh() + " " + socket.localLow() + " "
                + socket.boundInterface() + " " + socket.cgroupId() + " " + socket.sendQueueBytes() + " "
                + socket.bytesIn() + " " + socket.bytesOut() + " " + socket.idleNanos();
    }

    /** Answers with the input's datagrams, as far as they go; behind each, the reply's memory is of one byte. */
    private static final class Played implements NetlinkTransport {
        private final ByteBuffer input;
        private final byte beyond;
        private int sequence;

        private Played(byte[] input, byte beyond) {
            this.input = ByteBuffer.wrap(input);
            this.input.position(Math.min(1, input.length));
            this.beyond = beyond;
        }

        @Override
        public void send(ByteBuffer request, int length) {
            sequence = request.getInt(NetlinkMessages.SEQUENCE);
        }

        @Override
        public int receive(ByteBuffer reply) throws SystemCallException {
            if (input.remaining() < LENGTH_BYTES) {
                throw new SystemCallException("recv", Errno.EAGAIN, "the input is over");
            }
            int pretended = Short.toUnsignedInt(input.getShort());
            int length = Math.min(pretended, input.remaining());
            byte[] memory = new byte[Math.min(reply.capacity(), length + 512)];
            Arrays.fill(memory, beyond);
            input.get(memory, 0, length);
            answerTheQuestion(ByteBuffer.wrap(memory, 0, length).order(ByteOrder.nativeOrder()));
            reply.put(0, memory);
            return length;
        }

        /** Else no input would guess the number. */
        private void answerTheQuestion(ByteBuffer datagram) {
            int end = datagram.limit();
            for (int at = 0; end - at >= NetlinkMessages.HEADER_BYTES; ) {
                if (datagram.getInt(at + NetlinkMessages.SEQUENCE) == OURS) {
                    datagram.putInt(at + NetlinkMessages.SEQUENCE, sequence);
                }
                int message = datagram.getInt(at + NetlinkMessages.LENGTH);
                if (message < NetlinkMessages.HEADER_BYTES || message > end - at) {
                    return;
                }
                at += NetlinkMessages.align(message);
            }
        }

        @Override
        public void close() {}
    }
}
