package dev.lull.bench.race;

import dev.lull.ProcessFamily;
import dev.lull.ShutdownAction;
import dev.lull.Verdict;
import dev.lull.bench.race.program.RealProgram;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An installed program, a process for each run, ended by {@link ShutdownAction#endProcess}. It does not know its run's
 * number: that is told by the time of the answer, since a run begins when the one before it has ended.
 */
final class RealService implements RacedService {

    private static final Duration TERMINATION_GRACE = Duration.ofSeconds(10);
    private static final long UNTIL_LISTENING_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long BETWEEN_LOOKS_MILLIS = 2;

    /** Of proc_net_tcp(5): the state of a row that is a listener. */
    private static final String LISTEN = " 0A ";

    private final RealProgram program;
    private final Path folder;
    private final int port;
    private volatile int current;

    private RealService(RealProgram program, Path folder, int port) {
        this.program = program;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Prepares a program.
     *
     * @param parent where it gets a folder of its own
     * @param port where its runs will listen
     */
    static RealService prepare(RealProgram program, Path parent, int port) throws IOException, InterruptedException {
        Path folder = Files.createDirectory(parent.resolve(program.name() + "-" + port));
        program.prepare(folder, port);
        return new RealService(program, folder, port);
    }

    @Override
    public RacedRun start(int run) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        current = run; // before: a client whose SYN is repeated may be the first it serves
        Process process = new ProcessBuilder(program.command(folder, port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Run started = new Run(process);
        try {
            awaitListeners(process, log);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** Looks, and does not connect: that would be a client. */
    private void awaitListeners(Process process, Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + UNTIL_LISTENING_NANOS;
        while (!listens("tcp") || !listens("tcp6")) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IOException(program.name() + " does not listen on port " + port + ": "
                        + Files.readString(log).strip().replace('\n', ' '));
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
        }
    }

    private boolean listens(String table) throws IOException {
        String local = String.format(Locale.ROOT, ":%04X ", port);
        try (Stream<String> rows = Files.lines(Path.of("/proc/net", table), StandardCharsets.US_ASCII)) {
            return rows.anyMatch(row -> row.contains(local) && row.contains(LISTEN));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** It is one of processes that end in their own time, while others start. */
    @Override
    public Duration longestStop() {
        return Duration.ofMillis(40);
    }

    @Override
    public int askRun(Socket client) throws IOException {
        client.getOutputStream().write(program.request());
        List<String> answers = program.answers();
        byte[] answer = new byte[answers.get(0).length()];
        new DataInputStream(client.getInputStream()).readFully(answer);
        int run = current;
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        if (!answers.contains(text)) {
            throw new ProtocolException(program.name() + " answered \"" + text + "\"");
        }
        return run;
    }

    /** A process, with all that it starts. */
    private record Run(Process process) implements RacedRun {

        @Override
        public Collection<Long> processes() {
            return ProcessFamily.of(process.toHandle()).members().stream()
                    .map(ProcessHandle::pid)
                    .toList();
        }

        @Override
        public void shutDown(Verdict.ShutDown verdict) throws Exception {
            ShutdownAction.endProcess(process.toHandle(), TERMINATION_GRACE).shutDown(verdict);
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
