package dev.lull.bench.workload;

import dev.lull.bench.load.Crew;
import dev.lull.bench.load.IdleConnections;
import dev.lull.bench.load.LoadCheck;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

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

    /** A command: {@code measure WORKLOAD PORT WARM_MILLIS MILLIS PACE}, and the others below. */
    private String execute(String[] words) throws IOException {
        return switch (words[0]) {
            case "check" -> LoadCheck.run(loopback(words[1]));
            case "hold" -> idle.open(loopback(words[1]), Integer.parseInt(words[2]));
            case "release" -> idle.close();
            case "measure" -> measure(Workloads.of(words[1]).orElseThrow(), words);
            default -> throw new IllegalArgumentException("unknown command " + words[0]);
        };
    }

    private String measure(Workload workload, String[] words) throws IOException {
        Crew crew = new Crew(loopback(words[2]), threads, Integer.parseInt(words[5]), this::reached);
        return crew.run(workload.workers(crew), Integer.parseInt(words[3]), Integer.parseInt(words[4]));
    }

    private static InetSocketAddress loopback(String port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    }
}
