package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the kernel may answer besides the usual, played by a transport of the test's own. */
class SocketDiagnosisTest {

    private static final int REQUEST_OLD = 18;
    private static final int REQUEST_NEW = 20;
    private static final int DONE = 3;
    private static final int ERROR = 2;
    private static final int INTERRUPTED = 0x10;
    private static final SocketFilter PORT_22 = SocketFilter.openOn(List.of(22));

    private final Kernel kernel = new Kernel();
    private final SocketDiagnosis diagnosis = new SocketDiagnosis(kernel);
    private final List<Long> cookies = new ArrayList<>();

    @Test
    void asksOnceForBothFamilies() throws IOException {
        kernel.answers(row(7), row(8), done());
        dump();
        assertThat(cookies).containsExactly(7L, 8L);
        assertThat(kernel.asked).containsExactly(REQUEST_OLD);
    }

    @Test
    void asksForEachFamilyWhereTheKernelDoesNotKnowTheOldRequest() throws IOException {
        kernel.answers(error(Errno.EOPNOTSUPP));
        kernel.answers(row(7), done());
        kernel.answers(row(8), done());
        dump();
        assertThat(cookies).containsExactly(7L, 8L);
        kernel.answers(done());
        kernel.answers(done());
        dump();
        assertThat(kernel.asked)
                .as("the old request is not tried again")
                .containsExactly(REQUEST_OLD, REQUEST_NEW, REQUEST_NEW, REQUEST_NEW, REQUEST_NEW);
    }

    @Test
    void looksAgainWhenTheTableChangedDuringTheDump() throws IOException {
        kernel.answers(row(7), row(8).with(INTERRUPTED), done());
        kernel.answers(row(7), done());
        dump();
        assertThat(cookies).containsExactly(7L, 8L, 7L);
    }

    @Test
    void givesUpWhenTheTableChangesEveryTime() {
        for (int i = 0; i < 3; i++) {
            kernel.answers(row(7), done().with(INTERRUPTED));
        }
        assertThatThrownBy(this::dump).hasMessageContaining("NLM_F_DUMP_INTR").hasMessageContaining("3 times");
        assertThat(kernel.asked).hasSize(3);
    }

    @Test
    void looksAgainWhenTheKernelLostMessages() throws IOException {
        kernel.fails(Errno.ENOBUFS);
        kernel.answers(row(9).ofEarlierRequest(), done().ofEarlierRequest());
        kernel.answers(row(7), done());
        dump();
        assertThat(cookies).as("what is left of the first dump is passed over").containsExactly(7L);
    }

    @Test
    void givesUpWhenTheKernelLosesMessagesEveryTime() {
        kernel.fails(Errno.ENOBUFS);
        kernel.answers(done().ofEarlierRequest());
        kernel.fails(Errno.ENOBUFS);
        kernel.answers(done().ofEarlierRequest());
        kernel.fails(Errno.ENOBUFS);
        assertThatThrownBy(this::dump).isInstanceOfSatisfying(SystemCallException.class, e -> assertThat(e.errno())
                .isEqualTo(Errno.ENOBUFS));
    }

    @Test
    void namesTheErrorThatTheKernelAnswers() {
        kernel.answers(error(Errno.EACCES));
        assertThatThrownBy(this::dump)
                .isInstanceOf(SystemCallException.class)
                .hasMessageStartingWith("sock_diag(dump of TCP sockets): EACCES: ");
    }

    @Test
    void namesTheErrorAtTheEndOfADump() {
        kernel.answers(row(7), done(Errno.ENOMEM));
        assertThatThrownBy(this::dump).hasMessageContaining("ENOMEM");
    }

    @Test
    void passesOverAnswersToEarlierRequests() throws IOException {
        kernel.answers(row(5).ofEarlierRequest(), row(7), done());
        dump();
        assertThat(cookies).containsExactly(7L);
    }

    @Test
    void refusesAnAnswerThatIsCutOff() {
        kernel.answers(row(7).cutBy(1));
        assertThatThrownBy(this::dump).isInstanceOf(IOException.class).hasMessageContaining("cut off at byte 0 of 87");
    }

    @Test
    void refusesARowThatIsTooShort() {
        kernel.answers(new Message(REQUEST_OLD, 71));
        assertThatThrownBy(this::dump).isInstanceOf(IOException.class).hasMessageContaining("expected inet_diag_msg");
    }

    @Test
    void refusesARowWhoseAttributesMakeNoSense() {
        Message row = new Message(REQUEST_OLD, 80);
        row.bytes.putShort(16 + 72, (short) 3);
        kernel.answers(row);
        assertThatThrownBy(this::dump).isInstanceOf(IOException.class).hasMessageContaining("expected inet_diag_msg");
    }

    @Test
    void refusesAMessageOfAnotherType() {
        kernel.answers(new Message(99, 72));
        assertThatThrownBy(this::dump).isInstanceOf(IOException.class).hasMessageContaining("type 99");
    }

    @Test
    void refusesAnAnswerLargerThanItsBuffer() {
        kernel.answers(new Message(DONE, 4).pretending(100_000));
        assertThatThrownBy(this::dump).isInstanceOf(IOException.class).hasMessageContaining("100000 bytes");
    }

    @Test
    void refusesAnEmptyAnswer() {
        kernel.answers();
        assertThatThrownBy(this::dump).isInstanceOf(IOException.class).hasMessageContaining("empty");
    }

    @Test
    void finishesADumpThatItsReaderGaveUpBeforeItAsksAgain() throws IOException {
        kernel.answers(row(7));
        kernel.answers(row(8).ofEarlierRequest(), done().ofEarlierRequest());
        kernel.answers(row(9), done());
        assertThatThrownBy(() -> diagnosis.dump(PORT_22, socket -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        dump();
        assertThat(cookies).containsExactly(9L);
    }

    @Test
    void measuresNothingWhereTheKernelsTcpInfoIsShort() throws IOException {
        Message row = new Message(REQUEST_OLD, 72 + 4 + 104); // before Linux 4.1
        row.bytes.putShort(16 + 72, (short) (4 + 104)).putShort(16 + 74, (short) 2);
        kernel.answers(row, done());
        List<Long> measures = new ArrayList<>();
        diagnosis.dump(PORT_22, socket -> {
            measures.add(socket.payloadReceived());
            measures.add(socket.payloadAcknowledged());
            measures.add(socket.idleNanos());
        });
        assertThat(measures).containsOnly(DiagnosedSocket.UNKNOWN);
    }

    @Test
    void closesItsSocket() {
        diagnosis.close();
        assertThat(kernel.closed).isTrue();
    }

    private void dump() throws IOException {
        diagnosis.dump(PORT_22, socket -> cookies.add(socket.cookie()));
    }

    private static Message row(int cookie) {
        Message row = new Message(0, 72);
        row.bytes.putInt(16 + 44, cookie);
        return row;
    }

    private static Message done() {
        return done(0);
    }

    private static Message done(int errno) {
        Message done = new Message(DONE, 4);
        done.bytes.putInt(16, -errno);
        return done;
    }

    private static Message error(int errno) {
        Message error = new Message(ERROR, 20);
        error.bytes.putInt(16, -errno);
        return error;
    }

    /** A message whose type 0 stands for "the one that was asked for". */
    private static final class Message {
        private final ByteBuffer bytes;
        private int sequenceBehind;
        private int cut;
        private int pretended;

        private Message(int type, int body) {
            bytes = ByteBuffer.allocate(16 + (body + 3) / 4 * 4).order(ByteOrder.nativeOrder());
            bytes.putInt(0, 16 + body).putShort(4, (short) type);
        }

        private Message with(int flags) {
            bytes.putShort(6, (short) flags);
            return this;
        }

        private Message ofEarlierRequest() {
            sequenceBehind = 1;
            return this;
        }

        private Message cutBy(int length) {
            cut = length;
            return this;
        }

        private Message pretending(int length) {
            pretended = length;
            return this;
        }
    }

    /** Answers each receive with the next of what a test has put ready. */
    private static final class Kernel implements NetlinkTransport {
        private final Deque<Object> answers = new ArrayDeque<>();
        private final List<Integer> asked = new ArrayList<>();
        private int sequence;
        private boolean closed;

        private void answers(Message... datagram) {
            answers.add(List.of(datagram));
        }

        private void fails(int errno) {
            answers.add(errno);
        }

        @Override
        public void send(ByteBuffer request, int length) {
            assertThat(request.getInt(0)).isEqualTo(length);
            asked.add((int) request.getShort(4));
            sequence = request.getInt(8);
        }

        @Override
        public int receive(ByteBuffer reply) throws SystemCallException {
            Object next = answers.removeFirst();
            if (next instanceof Integer errno) {
                throw new SystemCallException("recv", errno, "on purpose");
            }
            int end = 0;
            for (Object each : (List<?>) next) {
                Message message = (Message) each;
                if (message.bytes.getShort(4) == 0) {
                    message.bytes.putShort(4, asked.get(asked.size() - 1).shortValue());
                }
                message.bytes.putInt(8, sequence - message.sequenceBehind);
                reply.put(end, message.bytes, 0, message.bytes.capacity());
                end += message.bytes.capacity() - message.cut;
                if (message.pretended > 0) {
                    return message.pretended;
                }
            }
            return end;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
