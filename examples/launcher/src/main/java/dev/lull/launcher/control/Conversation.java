package dev.lull.launcher.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One client: its line, then the answer to it. For the server's thread alone. Whoever made it closes it. */
final class Conversation implements AutoCloseable {

    /** Longer than any request of {@code lull}. */
    static final int LONGEST_REQUEST_BYTES = 4096;

    /** How far it has come. */
    enum Stage {
        READING,
        BEING_ANSWERED,
        WRITING,
        LISTENING
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer request = ByteBuffer.allocate(LONGEST_REQUEST_BYTES + 1);
    private ByteBuffer answer = ByteBuffer.allocate(0);
    private boolean staysOpen;
    private Stage stage = Stage.READING;
    private long deadlineNanos;

    Conversation(SocketChannel channel, SelectionKey key, long deadlineNanos) {
        this.channel = channel;
        this.key = key;
        this.deadlineNanos = deadlineNanos;
    }

    Stage stage() {
        return stage;
    }

    /** Tells whether the client has a time limit at the moment. */
    boolean isTimed() {
        return stage == Stage.READING || stage == Stage.WRITING;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /**
     * Reads what is there.
     *
     * @return the request, once it is whole; a line that is too long, or has no end, is returned as it is, to be refused
     * @throws IOException if the client is gone, or says more than one line
     */
    Optional<String> read() throws IOException {
        if (stage != Stage.READING) {
            int more = channel.read(ByteBuffer.allocate(1));
            if (more != 0) {
                throw new IOException(more < 0 ? "the client is gone" : "more than one line");
            }
            return Optional.empty();
        }
        int count = channel.read(request);
        for (int i = 0; i < request.position(); i++) {
            if (request.get(i) == '\n') {
                return Optional.of(begun(i));
            }
        }
        if (count < 0 && request.position() == 0) {
            throw new IOException("the client said nothing");
        }
        boolean isOver = count < 0 || !request.hasRemaining();
        return isOver ? Optional.of(begun(request.position())) : Optional.empty();
    }

    private String begun(int length) {
        stage = Stage.BEING_ANSWERED;
        key.interestOps(0);
        return new String(request.array(), 0, length, StandardCharsets.UTF_8);
    }

    void answer(Requests.Answer with, long untilNanos) throws IOException {
        answer = ByteBuffer.wrap(with.line().getBytes(StandardCharsets.UTF_8));
        staysOpen = with.staysOpen();
        deadlineNanos = untilNanos;
        stage = Stage.WRITING;
        write();
    }

    /** Writes what the client takes, and closes when that is all. */
    void write() throws IOException {
        int ignored = channel.write(answer);
        if (answer.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
        } else if (staysOpen) {
            stage = Stage.LISTENING;
            key.interestOps(SelectionKey.OP_READ);
        } else {
            close();
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
