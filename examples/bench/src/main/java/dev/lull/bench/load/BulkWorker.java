package dev.lull.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection that sends or receives as fast as it can; an operation is a byte. */
final class BulkWorker extends CrewWorker {

    private final SocketChannel channel;
    private final boolean up;

    BulkWorker(InetSocketAddress address, Crew crew, boolean up) throws IOException {
        super(crew);
        this.up = up;
        this.channel = LoadSocket.open(address, up ? Wire.UPLOAD : Wire.DOWNLOAD);
    }

    @Override
    void work() throws IOException {
        try (channel) {
            if (up) {
                send();
            } else {
                receive();
            }
        }
    }

    private void send() throws IOException {
        MarkWriter writer = new MarkWriter();
        while (!stopped()) {
            count(writer.send(channel));
        }
        writer.end();
        while (!writer.finished()) {
            writer.send(channel);
        }
        ByteBuffer answer = ByteBuffer.allocate(Long.BYTES);
        LoadSocket.readFully(channel, answer);
        long arrived = answer.getLong(0);
        if (arrived != writer.offset()) {
            throw new CorruptStreamException("sent " + writer.offset() + " bytes, " + arrived + " arrived");
        }
    }

    private void receive() throws IOException {
        MarkReader reader = new MarkReader();
        ByteBuffer buffer = ByteBuffer.allocateDirect(Wire.CHUNK_BYTES);
        boolean asked = false;
        while (!reader.ended()) {
            if (stopped() && !asked) {
                asked = true;
                channel.write(ByteBuffer.wrap(new byte[] {Wire.DOWNLOAD}));
            }
            buffer.clear();
            int read = channel.read(buffer);
            if (read < 0) {
                throw new EOFException("the connection ended before the stream did, at " + reader.bytes());
            }
            count(read);
            buffer.flip();
            reader.accept(buffer);
        }
    }

    @Override
    void abort() {
        LoadSocket.closeQuietly(channel);
    }
}
