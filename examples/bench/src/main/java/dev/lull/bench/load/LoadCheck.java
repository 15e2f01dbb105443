package dev.lull.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/** Before anything is measured: do all bytes arrive, unchanged, both ways, and does an end of one direction? */
public final class LoadCheck {

    static final int BYTES = 8 << 20;

    private static final long PATIENCE_SECONDS = 8;

    private LoadCheck() {}

    public static String run(InetSocketAddress address) throws IOException {
        bounded(LoadSocket.open(address, Wire.VERIFY), LoadCheck::verify);
        try {
            bounded(LoadSocket.open(address, Wire.HALF_CLOSE), LoadCheck::halfClose);
            return "halfclose=passed-on";
        } catch (IOException e) {
            return "halfclose=lost";
        }
    }

    private interface Check {
        void on(SocketChannel channel) throws IOException;
    }

    private static void bounded(SocketChannel channel, Check check) throws IOException {
        Timer timer = new Timer("patience", true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        LoadSocket.closeQuietly(channel);
                    }
                },
                TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        try (channel) {
            check.on(channel);
        } catch (java.nio.channels.ClosedChannelException e) {
            throw new EOFException("bytes were missing after " + PATIENCE_SECONDS + " s");
        } finally {
            timer.cancel();
        }
    }

    private static void verify(SocketChannel channel) throws IOException {
        ByteBuffer up = Wire.content(BYTES, 2);
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).putLong(0, BYTES);
        LoadSocket.writeFully(channel, length);
        LoadSocket.writeFully(channel, up.duplicate());
        ByteBuffer answer = ByteBuffer.allocate(Long.BYTES);
        LoadSocket.readFully(channel, answer);
        same("sent to the service", checksum(up), answer.getLong(0));
        ByteBuffer down = ByteBuffer.allocate(BYTES);
        LoadSocket.readFully(channel, down);
        same("sent by the service", checksum(Wire.content(BYTES, Wire.VERIFY)), checksum(down));
    }

    private static void halfClose(SocketChannel channel) throws IOException {
        channel.shutdownOutput();
        ByteBuffer answer = ByteBuffer.allocate(Wire.HALF_CLOSE_BYTES);
        LoadSocket.readFully(channel, answer);
        if (!answer.equals(Wire.content(Wire.HALF_CLOSE_BYTES, Wire.HALF_CLOSE))) {
            throw new CorruptStreamException("what came after the half-close is not what was sent");
        }
    }

    private static void same(String what, long sent, long arrived) throws CorruptStreamException {
        if (sent != arrived) {
            throw new CorruptStreamException(String.format(
                    Locale.ROOT, "%d bytes %s arrived changed (CRC-32C %08x, not %08x)", BYTES, what, arrived, sent));
        }
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate());
        return checksum.getValue();
    }
}
