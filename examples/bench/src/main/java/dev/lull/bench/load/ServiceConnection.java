package dev.lull.bench.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The service's end of one connection: does what the first byte asked for. */
final class ServiceConnection {

    private static final int CLOSE = 0;

    private final SocketChannel channel;
    private final ByteBuffer buffer;
    private byte mode;
    private @Nullable ByteBuffer pending;
    private boolean closeWhenSent;
    private @Nullable MarkReader upload;
    private @Nullable MarkWriter download;
    private final CRC32C checksum = new CRC32C();
    private final ByteBuffer length = ByteBuffer.allocate(Long.BYTES);
    private long verifyLeft = -1;

    ServiceConnection(SocketChannel channel, ByteBuffer buffer) {
        this.channel = channel;
        this.buffer = buffer;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Reads and writes what can be read and written; returns what to wait for, 0 to close. */
    int advance() throws IOException {
        if (pending != null && !flush()) {
            return SelectionKey.OP_WRITE;
        }
        if (closeWhenSent) {
            return CLOSE;
        }
        buffer.clear();
        int read = channel.read(buffer);
        buffer.flip();
        if (read < 0) {
            return mode == Wire.HALF_CLOSE ? answer(Wire.content(Wire.HALF_CLOSE_BYTES, Wire.HALF_CLOSE), true) : CLOSE;
        }
        if (mode == 0 && buffer.hasRemaining()) {
            mode = buffer.get();
            if (mode == Wire.IDLE) {
                return answer(ByteBuffer.wrap(new byte[] {Wire.IDLE}), false);
            }
        }
        return arrived();
    }

    /** Sends a reset, so that the other end does not take a failure for an end. */
    void abort() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        } catch (IOException alreadyGone) {
            mode = 0;
        }
    }

    private int arrived() throws IOException {
        return switch (mode) {
            case 0, Wire.IDLE, Wire.HALF_CLOSE -> SelectionKey.OP_READ;
            case Wire.ECHO -> buffer.hasRemaining() ? answer(buffer, false) : SelectionKey.OP_READ;
            case Wire.CHURN -> answer(ByteBuffer.wrap(new byte[] {Wire.CHURN}), true);
            case Wire.UPLOAD -> upload();
            case Wire.DOWNLOAD -> download();
            case Wire.VERIFY -> verify();
            default -> throw new CorruptStreamException("a connection begins with the byte " + mode);
        };
    }

    private int upload() throws IOException {
        if (upload == null) {
            upload = new MarkReader();
        }
        upload.accept(buffer);
        return upload.ended()
                ? answer(ByteBuffer.allocate(Long.BYTES).putLong(0, upload.bytes()), true)
                : SelectionKey.OP_READ;
    }

    private int download() throws IOException {
        if (download == null) {
            download = new MarkWriter();
        }
        if (buffer.hasRemaining()) { // the client has had enough
            download.end();
        }
        download.send(channel);
        return download.finished() ? CLOSE : SelectionKey.OP_WRITE | SelectionKey.OP_READ;
    }

    private int verify() throws IOException {
        while (verifyLeft < 0) { // the length may come in pieces
            if (!buffer.hasRemaining()) {
                return SelectionKey.OP_READ;
            }
            length.put(buffer.get());
            verifyLeft = length.hasRemaining() ? -1 : length.getLong(0);
        }
        verifyLeft -= buffer.remaining();
        checksum.update(buffer);
        if (verifyLeft > 0) {
            return SelectionKey.OP_READ;
        }
        ByteBuffer content = Wire.content(LoadCheck.BYTES, Wire.VERIFY);
        ByteBuffer answer = ByteBuffer.allocate(Long.BYTES + content.remaining());
        return answer(answer.putLong(checksum.getValue()).put(content).flip(), true);
    }

    private int answer(ByteBuffer bytes, boolean thenClose) throws IOException {
        closeWhenSent = thenClose;
        channel.write(bytes);
        if (!bytes.hasRemaining()) {
            return thenClose ? CLOSE : SelectionKey.OP_READ;
        }
        // The shared buffer is the next connection's: what could not be sent is kept apart.
        pending = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        return SelectionKey.OP_WRITE;
    }

    private boolean flush() throws IOException {
        if (pending != null) {
            channel.write(pending);
            if (pending.hasRemaining()) {
                return false;
            }
            pending = null;
        }
        return true;
    }
}
