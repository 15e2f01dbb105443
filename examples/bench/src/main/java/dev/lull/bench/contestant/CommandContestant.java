package dev.lull.bench.contestant;

import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.model.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A contestant that is a program. One in the path works as soon as a connection through it is answered; one beside the
 * path as soon as it prints a line with {@value #WATCHING}.
 *
 * @param name its name
 * @param kind what it is
 * @param description what runs
 * @param why asked for the reason why it cannot take part
 * @param probe see {@link Contestant#probe()}
 * @param stopsWhenIdle see {@link Contestant#stopsWhenIdle()}
 * @param command makes the command line; may write files into its folder
 */
public record CommandContestant(
        String name,
        Kind kind,
        String description,
        Supplier<Optional<String>> why,
        Optional<String> probe,
        boolean stopsWhenIdle,
        Command command)
        implements Contestant {

    static final String WATCHING = "\"watching\"";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ANSWER_PATIENCE_MILLIS = 2_000;

    /** Makes a command line. */
    @FunctionalInterface
    public interface Command {
        /**
         * Makes it.
         *
         * @param port where to listen, if it does
         * @param options where to work
         * @return program and arguments
         * @throws IOException if a file cannot be written
         */
        List<String> line(int port, StartOptions options) throws IOException;
    }

    @Override
    public Optional<String> absence() {
        return why.get();
    }

    @Override
    public Running start(StartOptions options) throws BenchException {
        boolean inPath = kind.inPath();
        ChildProcess process;
        int port;
        try {
            port = inPath ? freePort() : options.servicePort();
            process = ChildProcess.start(name, command.line(port, options));
        } catch (IOException e) {
            throw new BenchException(name + ": " + e.getMessage(), e);
        }
        try {
            if (inPath) {
                awaitAnswer(process, port);
            } else {
                awaitWatching(process);
            }
            double millis = (System.nanoTime() - process.startedAtNanos()) / 1e6;
            return new Running(port, Optional.of(process), millis);
        } catch (BenchException e) {
            process.close();
            throw e;
        }
    }

    private void awaitWatching(ChildProcess process) throws BenchException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!process.nextLine(PATIENCE).contains(WATCHING)) {
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException(name + " did not begin to watch: " + process.latest());
            }
        }
    }

    private void awaitAnswer(ChildProcess process, int port) throws BenchException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() - deadline < 0) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(ANSWER_PATIENCE_MILLIS);
                OutputStream out = socket.getOutputStream();
                out.write('C'); // the service answers with the same byte
                InputStream in = socket.getInputStream();
                if (in.read() == 'C') {
                    return;
                }
                last = "a connection ended without an answer";
            } catch (IOException notYet) {
                last = String.valueOf(notYet.getMessage());
            }
            if (!process.isAlive()) {
                throw new BenchException(name + " ended: " + process.latest());
            }
            pauseShortly();
        }
        throw new BenchException(
                name + " did not answer within " + PATIENCE.toSeconds() + " s (" + last + "): " + process.latest());
    }

    private static void pauseShortly() throws BenchException {
        try {
            TimeUnit.MICROSECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /** Finds a port that nobody listens on. */
    public static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
