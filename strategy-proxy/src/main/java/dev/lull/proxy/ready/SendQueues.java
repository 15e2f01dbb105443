package dev.lull.proxy.ready;

import dev.lull.internal.linux.TcpTablePair;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How much of what was sent the kernel still has, by connection: {@code java.nio} does not tell, and on Linux the files
 * /proc/net/tcp and tcp6 do ({@link TcpTablePair}). Reading them costs with the
 * machine's sockets, so it is done at most a twentieth of the time, and one look serves all who ask. For the loop's
 * thread alone: the files are those of the thread's network namespace.
 */
final class SendQueues {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int PAUSE_FACTOR = 20;

    /** A connection's two ends; an IPv4 address of an IPv6 socket is an IPv4 one. */
    private record Ends(InetSocketAddress local, InetSocketAddress remote) {}

    private final Path folder;
    private final Map<Ends, Long> unsent = new HashMap<>();
    private boolean known;
    private boolean looked;
    private long lookedAtNanos;
    private long pauseNanos;
    private int looks;

    SendQueues() {
        this(Path.of("/proc/thread-self/net"));
    }

    SendQueues(Path folder) {
        this.folder = folder;
    }

    /** Looks again if that is not too soon; answers the number of the latest look, 0 where there is nothing to see. */
    int look() {
        long now = System.nanoTime();
        if (!looked || now - lookedAtNanos >= pauseNanos) {
            looked = true;
            lookedAtNanos = now;
            looks++;
            read();
            pauseNanos = Math.max(SHORTEST_PAUSE_NANOS, PAUSE_FACTOR * (System.nanoTime() - now));
        }
        return known ? looks : 0;
    }

    /** When the latest look began, by {@link System#nanoTime()}. */
    long lookedAtNanos() {
        return lookedAtNanos;
    }

    /** What a connection's peer had not acknowledged then, its end counted as a byte; empty if that was nothing. */
    OptionalLong unacknowledged(InetSocketAddress local, InetSocketAddress remote) {
        Long bytes = unsent.get(new Ends(local, remote));
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    private void read() {
        unsent.clear();
        try (TcpTablePair tables = TcpTablePair.open(folder)) {
            tables.look(socket -> {
                if (socket.sendQueueBytes() > 0) {
                    unsent.put(new Ends(socket.local(), socket.remote()), socket.sendQueueBytes());
                }
            });
            known = true;
        } catch (IOException | UnreadableException e) { // no such file, or one of another form: nothing is known
            known = false;
        }
    }
}
