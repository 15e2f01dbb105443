package dev.lull.bench.extra;

import dev.lull.ActivityMonitor;
import dev.lull.Capability;
import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.contestant.StrategyVariant;
import dev.lull.bench.run.Statistics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures a strategy from inside: how long from a client's connect() until a listener hears of it, and what one look
 * takes. Commands on standard input: {@code events COUNT}, {@code look}. Prints {@code port NUMBER} first: where to connect.
 */
public final class ProbeMain {

    private static final int WARM_LOOKS = 30;
    private static final long WARM_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final int LOOKS = 41;
    private static final int FEWEST_LOOKS = 5;
    private static final double ENOUGH_MICROS = 200;
    private static final double MOST_TOGETHER = 2_000;
    private static final long LOOKS_BUDGET_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long EVENT_PATIENCE_MILLIS = 2_000;
    private static final int WARM_EVENTS = 50;

    private final LinkedBlockingQueue<Long> opened = new LinkedBlockingQueue<>();

    private ProbeMain() {}

    /**
     * Runs the commands.
     *
     * @param arguments variant or {@value Contestant#ACCEPT}, a port to listen on, the service's port
     * @throws Exception if it cannot watch
     */
    public static void main(String[] arguments) throws Exception {
        ProbeMain probe = new ProbeMain();
        if (arguments[0].equals(Contestant.ACCEPT)) {
            probe.accepting();
        } else {
            probe.watching(arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        }
        System.exit(0);
    }

    private void accepting() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket accepted = server.accept()) {
                        opened.add(System.nanoTime());
                        accepted.setTcpNoDelay(true);
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
            serve(server.getLocalPort(), null);
        }
    }

    private void watching(String name, int port, int servicePort) throws Exception {
        StrategyVariant variant = StrategyVariant.of(name);
        try (ActivityMonitor monitor = variant.open(port, servicePort)) {
            serve(variant.inPath() ? port : servicePort, monitor);
        }
    }

    private void serve(int port, @Nullable ActivityMonitor monitor) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        say("port " + port);
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            if (line.startsWith("events ")) {
                say(events(port, Integer.parseInt(line.substring("events ".length())), monitor));
            } else {
                say(look(Objects.requireNonNull(monitor, "a look needs a strategy")));
            }
        }
    }

    private String events(int port, int count, @Nullable ActivityMonitor monitor) throws Exception {
        if (monitor != null && !monitor.capabilities().contains(Capability.EVENTS)) {
            return "done polls=1"; // a listener hears of it at the next look, whenever that is
        }
        AutoCloseable subscription = monitor == null
                ? () -> {}
                : monitor.subscribe(event -> {
                    if (event instanceof ConnectionEvent.Opened) {
                        opened.add(System.nanoTime());
                    }
                });
        double[] latencies = new double[count];
        try (subscription) {
            for (int i = -WARM_EVENTS; i < count; i++) {
                double micros = oneEvent(port);
                if (Double.isNaN(micros)) {
                    return "error no event within " + EVENT_PATIENCE_MILLIS + " ms of a connection";
                }
                if (i >= 0) {
                    latencies[i] = micros;
                }
            }
        }
        return "done p50=" + Statistics.quantileOfUnsorted(latencies, 0.5) + " p99="
                + Statistics.quantileOfUnsorted(latencies, 0.99);
    }

    private double oneEvent(int port) throws IOException, InterruptedException {
        opened.clear();
        try (Socket socket = new Socket()) {
            // Before the call, not after it: the kernel may tell of the connection while connect() has yet to return.
            long begunAt = System.nanoTime();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Long heardAt = opened.poll(EVENT_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            TimeUnit.MILLISECONDS.sleep(2); // its closing is heard too, before the next one
            return heardAt == null ? Double.NaN : (heardAt - begunAt) / 1e3;
        }
    }

    private static String look(ActivityMonitor monitor) {
        long warmSince = System.nanoTime();
        double oneMicros = 0;
        for (int i = 0; warmingUp(i, System.nanoTime() - warmSince); i++) {
            oneMicros = micros(monitor, 1);
        }
        // What takes less than a clock's own reading is timed many at once.
        int together = (int) Math.max(1, Math.min(MOST_TOGETHER, ENOUGH_MICROS / Math.max(oneMicros, 0.01)));
        micros(monitor, together * 2);
        double[] micros = new double[LOOKS];
        int taken = 0;
        long end = System.nanoTime() + LOOKS_BUDGET_NANOS;
        while (taken < LOOKS && (taken < FEWEST_LOOKS || System.nanoTime() - end < 0)) {
            micros[taken++] = micros(monitor, together) / together;
        }
        return monitor.read() instanceof Reading.Unreadable unreadable
                ? "error " + unreadable
                : "done look=" + Statistics.quantileOfUnsorted(Arrays.copyOf(micros, taken), 0.5);
    }

    /** Often enough for what is slow, long enough for what is quick: compilers need both. */
    private static boolean warmingUp(int looks, long nanos) {
        return nanos < LOOKS_BUDGET_NANOS && (looks < WARM_LOOKS || nanos < WARM_NANOS);
    }

    private static double micros(ActivityMonitor monitor, int looks) {
        long start = System.nanoTime();
        for (int i = 0; i < looks; i++) {
            monitor.read();
        }
        return (System.nanoTime() - start) / 1e3;
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
