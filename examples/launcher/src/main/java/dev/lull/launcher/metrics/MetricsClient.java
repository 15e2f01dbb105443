package dev.lull.launcher.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** One client of the metrics port: asks once, is answered, and goes. For one thread. */
final class MetricsClient {

    /** For asking and taking the answer; longer than {@link LoopHealth#TIME_FOR_A_SIGN}. */
    static final Duration TIME = Duration.ofSeconds(5);

    /** Prometheus asks in some 300 bytes. */
    private static final int LONGEST_HEAD = 8 * 1024;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final long endNanos;
    private final ByteBuffer received = ByteBuffer.allocate(LONGEST_HEAD);
    private Optional<HttpRequest> request = Optional.empty();
    private Optional<ByteBuffer> answer = Optional.empty();

    MetricsClient(SocketChannel channel, SelectionKey key, long nowNanos) {
        this.channel = channel;
        this.key = key;
        this.endNanos = nowNanos + TIME.toNanos();
    }

    /**
     * Goes on as far as that is possible without waiting.
     *
     * @param answers gives the answer; empty if it has to be asked again
     * @return whether the client is done with, and closed
     */
    boolean turn(Function<HttpRequest, Optional<HttpAnswer>> answers) {
        try {
            boolean goesOn = read() && write(answers) && endNanos - System.nanoTime() > 0;
            if (!goesOn) {
                close();
            }
            return !goesOn;
        } catch (IOException e) { // it has gone
            close();
            return true;
        }
    }

    /** Returns false once there is nobody to answer. */
    private boolean read() throws IOException {
        if (request.isPresent() || answer.isPresent()) {
            return true;
        }
        int read = channel.read(received);
        try {
            request = HttpRequest.parse(received.duplicate().flip());
        } catch (IllegalArgumentException e) {
            answer = Optional.of(HttpAnswer.text(400, "Bad Request", String.valueOf(e.getMessage()))
                    .bytes(true));
            return true;
        }
        if (request.isEmpty() && !received.hasRemaining()) {
            answer = Optional.of(
                    HttpAnswer.text(431, "Request Header Fields Too Large", "at most " + LONGEST_HEAD + " bytes")
                            .bytes(true));
        }
        return read >= 0 || request.isPresent();
    }

    private boolean write(Function<HttpRequest, Optional<HttpAnswer>> answers) throws IOException {
        if (answer.isEmpty() && request.isPresent()) {
            boolean withBody = !request.get().method().equals("HEAD");
            answer = answers.apply(request.get()).map(given -> given.bytes(withBody));
            key.interestOps(0); // what it says further is not read
        }
        if (answer.isEmpty()) {
            return true;
        }
        channel.write(answer.get());
        if (answer.get().hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
            return true;
        }
        return false;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // there is nobody who could make use of it
        }
    }
}
