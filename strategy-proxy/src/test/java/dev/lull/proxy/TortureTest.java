package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Traffic;
import dev.lull.contract.LeakCheck;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many connections at once with random sizes, both directions at once, half-closes, resets, stalls and slow ends: each
 * end checks every byte of what the other one sent, so that none may be lost, doubled or out of place.
 */
@ExtendWith(LeakCheck.class)
class TortureTest implements OverEachPath {

    private static final int AT_ONCE = 24;
    private static final int LARGEST = 3 * 1024 * 1024;

    @ParameterizedTest
    @MethodSource("paths")
    void carriesEveryByteOfHundredsOfConnections(RelayPath path) throws Exception {
        torture(path, 600, 1);
    }

    @ParameterizedTest
    @MethodSource("paths")
    @Tag("long")
    void carriesEveryByteOfTensOfThousandsOfConnections(RelayPath path) throws Exception {
        torture(path, 30_000, 2);
    }

    private static void torture(RelayPath path, int connections, long seed) throws Exception {
        path.requireMachine();
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicLong upAsked = new AtomicLong();
        AtomicLong downAsked = new AtomicLong();
        AtomicInteger resets = new AtomicInteger();
        try (RelayStage stage = RelayStage.with(path, path.options().loops(2).build())) {
            List<Future<?>> services = new ArrayList<>();
            Future<?> acceptor = threads.submit(() -> {
                for (int i = 0; i < connections; i++) {
                    Socket socket = stage.accept();
                    services.add(threads.submit(() -> {
                        serve(socket, threads);
                        return null;
                    }));
                }
                return null;
            });
            AtomicInteger next = new AtomicInteger();
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                clients.add(threads.submit(() -> {
                    for (int number = next.getAndIncrement(); number < connections; number = next.getAndIncrement()) {
                        Plan plan = Plan.random(seed * 1_000_000 + number);
                        if (plan.reset) {
                            resets.incrementAndGet();
                        } else {
                            upAsked.addAndGet(Plan.HEADER_LENGTH + plan.up);
                            downAsked.addAndGet(plan.down);
                        }
                        play(plan, stage, threads);
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get(5, TimeUnit.MINUTES);
            }
            acceptor.get(1, TimeUnit.MINUTES);
            for (Future<?> service : services) {
                service.get(1, TimeUnit.MINUTES);
            }
            stage.await(seen -> seen.openConnections() == 0);
            assertThat(stage.snapshot().openedTotal()).isEqualTo(connections);
            Traffic traffic = stage.snapshot().traffic().orElseThrow();
            assertThat(resets.get()).isPositive();
            assertThat(traffic.bytesIn()).isGreaterThanOrEqualTo(upAsked.get());
            assertThat(traffic.bytesOut()).isGreaterThanOrEqualTo(downAsked.get());
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void play(Plan plan, RelayStage stage, ExecutorService threads) throws Exception {
        try (Socket socket = RelayStage.connectTo(stage.frontend)) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            plan.write(out);
            if (plan.reset) {
                send(out, plan.seed, plan.up / 2, plan.slow);
                RelayStage.reset(socket);
                return;
            }
            Future<?> sending = threads.submit(() -> {
                send(out, plan.seed, plan.up, plan.slow);
                socket.shutdownOutput();
                return null;
            });
            if (plan.waitsBeforeReading) {
                sending.get(1, TimeUnit.MINUTES);
            }
            check(socket.getInputStream(), plan.seed + 1, plan.down, plan.slow);
            sending.get(1, TimeUnit.MINUTES);
        }
    }

    private static void serve(Socket socket, ExecutorService threads) throws Exception {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Plan plan = Plan.read(in);
            OutputStream out = socket.getOutputStream();
            Future<?> sending = threads.submit(() -> {
                if (plan.serviceWaits) {
                    return null;
                }
                send(out, plan.seed + 1, plan.down, false);
                socket.shutdownOutput();
                return null;
            });
            if (plan.reset) {
                assertReset(in, plan, sending);
                return;
            }
            check(in, plan.seed, plan.up, false);
            sending.get(1, TimeUnit.MINUTES);
            if (plan.serviceWaits) {
                send(out, plan.seed + 1, plan.down, false);
                socket.shutdownOutput();
            }
        }
    }

    /** What arrives before the reset must be right, and the end must not look like a proper one. */
    private static void assertReset(InputStream in, Plan plan, Future<?> sending) throws Exception {
        try {
            check(in, plan.seed, plan.up, false);
            if (plan.up / 2 < plan.up) {
                throw new AssertionError("more arrived than was sent before the reset");
            }
        } catch (IOException e) {
            return;
        } catch (AssertionError e) {
            if (!String.valueOf(e.getMessage()).contains("ended")) {
                throw e;
            }
        }
        try {
            sending.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException writerHeardOfIt) {
            return; // the kernel tells of a reset once, and the thread that wrote was told
        }
        throw new AssertionError("a reset arrived as an end");
    }

    private static void send(OutputStream out, long seed, int length, boolean slow) throws IOException {
        SplittableRandom bytes = new SplittableRandom(seed);
        SplittableRandom sizes = new SplittableRandom(~seed);
        byte[] buffer = new byte[128 * 1024];
        for (int left = length; left > 0; ) {
            int size = Math.min(left, 1 + sizes.nextInt(sizes.nextInt(4) == 0 ? buffer.length : 2000));
            fill(bytes, buffer, size);
            out.write(buffer, 0, size);
            left -= size;
            if (slow && sizes.nextInt(8) == 0) {
                LockSupport.parkNanos(200_000);
            }
        }
        out.flush();
    }

    private static void check(InputStream in, long seed, int length, boolean slow) throws IOException {
        SplittableRandom bytes = new SplittableRandom(seed);
        SplittableRandom stalls = new SplittableRandom(~seed);
        byte[] buffer = new byte[64 * 1024];
        byte[] expected = new byte[64 * 1024];
        int seen = 0;
        while (seen < length) {
            int count = in.read(buffer, 0, Math.min(buffer.length, length - seen));
            if (count < 0) {
                throw new AssertionError("ended after " + seen + " of " + length);
            }
            fill(bytes, expected, count);
            if (!java.util.Arrays.equals(buffer, 0, count, expected, 0, count)) {
                throw new AssertionError("wrong bytes between " + seen + " and " + (seen + count));
            }
            seen += count;
            if (slow && stalls.nextInt(8) == 0) {
                LockSupport.parkNanos(500_000);
            }
        }
        if (in.read() != -1) {
            throw new AssertionError("more than " + length);
        }
    }

    private static void fill(SplittableRandom bytes, byte[] buffer, int length) {
        for (int i = 0; i < length; i++) {
            buffer[i] = (byte) bytes.nextInt();
        }
    }

    /** What the two ends of one connection do; told to the service in the first bytes. */
    private static final class Plan {
        static final int HEADER_LENGTH = 8 + 4 + 4 + 1;

        private final long seed;
        private final int up;
        private final int down;
        private final boolean reset;
        private final boolean slow;
        private final boolean waitsBeforeReading;
        private final boolean serviceWaits;

        private Plan(long seed, int up, int down, int flags) {
            this.seed = seed;
            this.up = up;
            this.down = down;
            this.reset = (flags & 1) != 0;
            this.slow = (flags & 2) != 0;
            this.serviceWaits = (flags & 4) != 0;
            this.waitsBeforeReading = (flags & 8) != 0;
        }

        static Plan random(long number) {
            SplittableRandom random = new SplittableRandom(number);
            int flags = random.nextInt(10) == 0 ? 1 : 0;
            flags |= random.nextInt(4) == 0 ? 2 : 0;
            flags |= random.nextInt(3) == 0 ? 4 : 0;
            flags |= (flags & 4) == 0 && random.nextInt(4) == 0 ? 8 : 0;
            return new Plan(random.nextLong(), size(random), size(random), flags);
        }

        private static int size(SplittableRandom random) {
            return switch (random.nextInt(6)) {
                case 0 -> 0;
                case 1 -> random.nextInt(100);
                case 2, 3 -> random.nextInt(20_000);
                case 4 -> random.nextInt(500_000);
                default -> random.nextInt(LARGEST);
            };
        }

        void write(DataOutputStream out) throws IOException {
            java.nio.ByteBuffer header = java.nio.ByteBuffer.allocate(HEADER_LENGTH);
            header.putLong(seed).putInt(up).putInt(down);
            header.put(
                    (byte) ((reset ? 1 : 0) | (slow ? 2 : 0) | (serviceWaits ? 4 : 0) | (waitsBeforeReading ? 8 : 0)));
            out.write(header.array());
        }

        static Plan read(DataInputStream in) throws IOException {
            return new Plan(in.readLong(), in.readInt(), in.readInt(), in.readByte());
        }
    }
}
