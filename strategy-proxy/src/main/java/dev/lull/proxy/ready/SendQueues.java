package dev.lull.proxy.ready;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How much of what was sent the kernel still has, by connection: {@code java.nio} does not tell, and on Linux the files
 * /proc/net/tcp and tcp6 do (proc_pid_net(5); get_tcp4_sock in net/ipv4/tcp_ipv4.c). Reading them costs with the
 * machine's sockets, so it is done at most a twentieth of the time, and one look serves all who ask. For the loop's
 * thread alone: the files are those of the thread's network namespace.
 */
final class SendQueues {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int PAUSE_FACTOR = 20;

    /** Where the first columns are: "sl: local_address rem_address st tx_queue:rx_queue". */
    private static final int LOCAL = 1;

    private static final int REMOTE = 2;
    private static final int QUEUES = 4;
    private static final String MAPPED = "0000000000000000" + word(new byte[] {0, 0, (byte) 0xff, (byte) 0xff}, 0);

    private final Path folder;
    private final Map<String, Long> unsent = new HashMap<>();
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
        Long bytes = unsent.get(key(local) + ' ' + key(remote));
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    private void read() {
        unsent.clear();
        try {
            read(folder.resolve("tcp"));
            known = true;
        } catch (IOException | RuntimeException e) { // no such file, or one of another form: nothing is known
            known = false;
            return;
        }
        try {
            read(folder.resolve("tcp6"));
        } catch (NoSuchFileException e) {
            assert true : "a kernel without IPv6 has none";
        } catch (IOException | RuntimeException e) {
            known = false; // half of the connections would look as though all were delivered
        }
    }

    private void read(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            String line = reader.readLine(); // the heading
            for (line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] columns = line.strip().split("\\s+", QUEUES + 2);
                String queues = columns[QUEUES];
                long bytes = Long.parseLong(queues.substring(0, queues.indexOf(':')), 16);
                if (bytes > 0) {
                    unsent.put(plain(columns[LOCAL]) + ' ' + plain(columns[REMOTE]), bytes);
                }
            }
        }
    }

    /** An IPv4 address of an IPv6 socket as an IPv4 one. */
    private static String plain(String address) {
        return address.startsWith(MAPPED) ? address.substring(MAPPED.length()) : address;
    }

    private static String key(InetSocketAddress address) {
        byte[] raw = address.getAddress().getAddress();
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < raw.length; i += Integer.BYTES) {
            key.append(word(raw, i));
        }
        return key.append(String.format(Locale.ROOT, ":%04X", address.getPort()))
                .toString();
    }

    /** The kernel prints addresses as numbers of four bytes in the machine's order. */
    private static String word(byte[] raw, int from) {
        return String.format(
                Locale.ROOT,
                "%08X",
                ByteBuffer.wrap(raw).order(ByteOrder.nativeOrder()).getInt(from));
    }
}
