package dev.lull.bench.load;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The load process: one command a line on standard input, answered by {@code begin} and {@code end} where the measured
 * time begins and ends, and then by {@code done key=value …} or {@code error message}. It waits for a line after
 * {@code begin} and {@code end}, so that the harness reads its counters at the same moments. Ends with its standard input.
 */
public final class LoadMain {

    private final int threads;
    private final IdleConnections idle = new IdleConnections();

    private final BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));

    private LoadMain(int threads) {
        this.threads = threads;
    }

    /**
     * Runs the commands.
     *
     * @param arguments how many threads share many connections
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        LoadMain load = new LoadMain(Integer.parseInt(arguments[0]));
        say("ready");
        for (String line = load.commands.readLine(); line != null; line = load.commands.readLine()) {
            try {
                say("done " + load.execute(line.split(" ", -1)));
            } catch (IOException | RuntimeException e) {
                String message = e.getMessage() == null ? e.toString() : e.getMessage();
                say("error " + message.replace('\n', ' '));
            }
        }
        System.exit(0); // whatever a worker still waits for
    }

    private void reached(String phase) throws IOException {
        say(phase);
        if (commands.readLine() == null) {
            throw new EOFException("the harness ended");
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** A command: {@code up|down|pingpong|paced|churn PORT CONNECTIONS WARM_MILLIS MILLIS [RATE]} and the others below. */
    private String execute(String[] words) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), number(words, 1));
        return switch (words[0]) {
            case "check" -> LoadCheck.run(address);
            case "hold" -> idle.open(address, number(words, 2));
            case "release" -> idle.close();
            case "up", "down", "pingpong", "paced", "churn" -> measure(words, address);
            default -> throw new IllegalArgumentException("unknown command " + words[0]);
        };
    }

    private String measure(String[] words, InetSocketAddress address) throws IOException {
        int connections = number(words, 2);
        Crew crew = new Crew(this::reached);
        switch (words[0]) {
            case "up", "down" -> {
                for (int i = 0; i < connections; i++) {
                    crew.add(new BulkWorker(address, crew, words[0].equals("up")));
                }
            }
            case "churn" -> {
                for (int i = 0; i < threads; i++) {
                    crew.add(new ChurnWorker(address, crew));
                }
            }
            default -> {
                int workers = Math.min(threads, connections);
                for (int i = 0; i < workers; i++) {
                    int share = connections / workers + (i < connections % workers ? 1 : 0);
                    crew.add(worker(words, address, crew, share, workers));
                }
            }
        }
        return crew.run(number(words, 3), number(words, 4));
    }

    private static CrewWorker worker(String[] words, InetSocketAddress address, Crew crew, int share, int workers)
            throws IOException {
        if (words[0].equals("paced")) {
            long stepNanos = Math.max(1, TimeUnit.SECONDS.toNanos(1) * workers / number(words, 5));
            return new PacedWorker(address, crew, share, stepNanos);
        }
        return share == 1 ? new PingPongWorker(address, crew) : new ManyPingPongsWorker(address, crew, share);
    }

    private static int number(String[] words, int index) {
        return words.length > index ? Integer.parseInt(words[index]) : 0;
    }
}
