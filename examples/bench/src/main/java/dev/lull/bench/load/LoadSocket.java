package dev.lull.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What every client does the same way. */
public final class LoadSocket {

    private LoadSocket() {}

    /** Connects and says what the connection is for. */
    public static SocketChannel open(InetSocketAddress address, byte mode) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.connect(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.write(ByteBuffer.wrap(new byte[] {mode}));
            return channel;
        } catch (IOException e) {
            closeQuietly(channel);
            throw new IOException("connecting to " + address.getPort() + ": " + e.getMessage(), e);
        }
    }

    /** Fills the buffer from a blocking channel, then flips it. */
    public static void readFully(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the connection ended after " + buffer.position() + " of " + buffer.limit()
                        + " bytes of an answer");
            }
        }
        buffer.flip();
    }

    public static void writeFully(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    public static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Gone already: nothing is lost.
            return;
        }
    }
}
