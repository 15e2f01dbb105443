package dev.lull.bench.extra;

import dev.lull.bench.contestant.CommandContestant;
import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.machine.JavaCommand;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.race.program.RealProgram;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A program that {@code lull run} starts, puts to sleep and wakes, and its client. */
final class SleepingService implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ASLEEP = "\"event\":\"asleep\"";
    private static final String STARTED = "\"event\":\"command-started\"";

    private final RealProgram program;
    private final int port;
    private final ChildProcess lull;

    private SleepingService(RealProgram program, int port, ChildProcess lull) {
        this.program = program;
        this.port = port;
        this.lull = lull;
    }

    /**
     * Starts it.
     *
     * @param starter what Lull is started by, before its own command line; empty for nothing
     * @param launcher the main class of {@code lull}
     * @param inPath whether the strategy relays
     * @param folder for the program's files
     * @param options when it sleeps, and how
     */
    static SleepingService start(
            List<String> starter,
            String launcher,
            String strategy,
            boolean inPath,
            RealProgram program,
            Path folder,
            List<String> options)
            throws BenchException {
        try {
            int port = CommandContestant.freePort();
            int behind = inPath ? CommandContestant.freePort() : port;
            program.prepare(Files.createDirectories(folder), behind);
            List<String> arguments = new ArrayList<>(List.of("run", "--strategy", strategy, "--events", "-"));
            arguments.addAll(
                    inPath
                            ? List.of("--listen", "127.0.0.1:" + port, "--to", "127.0.0.1:" + behind)
                            : List.of("--port", String.valueOf(port)));
            arguments.addAll(options);
            arguments.add("--");
            arguments.addAll(program.command(folder, behind));
            List<String> line = new ArrayList<>(starter);
            line.addAll(JavaCommand.lull(launcher, arguments));
            return new SleepingService(program, port, ChildProcess.start("lull", line));
        } catch (IOException e) {
            throw new BenchException(program.name() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    void awaitSleep() throws BenchException {
        await(ASLEEP);
    }

    /** Waits until it serves for the first time. */
    void awaitStart() throws BenchException {
        await(STARTED);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                double ignored = visit(port, program.request(), program.answers());
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw new BenchException(program.name() + " does not serve: " + notYet.getMessage(), notYet);
                }
            }
        }
    }

    private void await(String event) throws BenchException {
        while (!lull.nextLine(PATIENCE).contains(event)) {
            // of something else, or of the program
        }
    }

    /** Returns the time from connect() to the answer's first byte. */
    double visitMillis() throws BenchException {
        try {
            return visit(port, program.request(), program.answers());
        } catch (IOException e) {
            throw new BenchException(program.name() + "'s client: " + e.getMessage() + "; " + lull.latest(), e);
        }
    }

    /** Returns the time from connect() to the answer's first byte. */
    static double visit(int port, byte[] request, List<String> answers) throws IOException {
        long beganNanos = System.nanoTime();
        try (Socket client = new Socket()) {
            client.setTcpNoDelay(true);
            client.setSoTimeout((int) PATIENCE.toMillis());
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PATIENCE.toMillis());
            client.getOutputStream().write(request);
            byte[] answer = new byte[answers.get(0).length()];
            DataInputStream in = new DataInputStream(client.getInputStream());
            answer[0] = in.readByte();
            double millis = (System.nanoTime() - beganNanos) / 1e6;
            in.readFully(answer, 1, answer.length - 1);
            String text = new String(answer, StandardCharsets.ISO_8859_1);
            if (!answers.contains(text)) {
                throw new IOException("it was answered \"" + text + "\"");
            }
            return millis;
        }
    }

    @Override
    public void close() {
        lull.close();
    }
}
