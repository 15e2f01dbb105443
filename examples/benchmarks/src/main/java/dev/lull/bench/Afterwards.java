package dev.lull.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is measured once per contestant, after the rounds: memory, system calls, events, looks, idle stops. */
final class Afterwards {

    private static final int ROUND = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BUSY_MILLIS = 300;

    private final BenchSettings settings;
    private final Ends ends;
    private final Notebook notebook;
    private final Progress progress;
    private final Contestant.Place place;

    Afterwards(BenchSettings settings, Ends ends, Notebook notebook, Progress progress, Contestant.Place place) {
        this.settings = settings;
        this.ends = ends;
        this.notebook = notebook;
        this.progress = progress;
        this.place = place;
    }

    static final List<String> STEPS = List.of(Steps.MEMORY, Steps.CALLS, Steps.EVENTS, Steps.LOOKS, Steps.IDLE_STOP);

    /** One of them. */
    private interface Measurement {
        void of(Contestant contestant) throws BenchException;
    }

    void run(Contestant contestant) {
        if (notebook.hopeless(contestant)) {
            return;
        }
        boolean process = contestant.kind() != Standing.Kind.DIRECT;
        boolean counts = process && SystemCallCount.missing().isEmpty();
        step(contestant, Steps.MEMORY, process, this::memory);
        step(contestant, Steps.CALLS, counts, this::systemCalls);
        step(contestant, Steps.EVENTS, contestant.probe().isPresent(), this::events);
        step(contestant, Steps.LOOKS, contestant.probe().isPresent() && process, this::looks);
        step(contestant, Steps.IDLE_STOP, contestant.stopsWhenIdle(), this::idleStops);
    }

    private void step(Contestant contestant, String step, boolean applies, Measurement measurement) {
        if (!applies || !settings.wants(step)) {
            return;
        }
        if (progress.isOver(settings.budget(), 1)) {
            notebook.leftOut(step + " of " + contestant.name());
            return;
        }
        progress.begin(step + ": " + contestant.name());
        try {
            measurement.of(contestant);
        } catch (BenchException e) {
            notebook.failed(ROUND, contestant, step, Rounds.message(e));
        }
        progress.did(Bench.stepWeight(step, settings));
    }

    private void memory(Contestant contestant) throws BenchException {
        try (Contestant.Running running = contestant.start(place)) {
            ChildProcess process = running.process().orElseThrow();
            for (int connections : settings.extras().idleConnections()) {
                hold(running.port(), connections);
                double megabytes = process.tree().residentBytes() / 1e6;
                Metric.of("rss." + connections)
                        .ifPresent(metric -> notebook.value(ROUND, contestant, metric, megabytes, false));
            }
        } finally {
            release();
        }
    }

    private void systemCalls(Contestant contestant) throws BenchException {
        try (Contestant.Running running = contestant.start(place)) {
            ChildProcess process = running.process().orElseThrow();
            SystemCallCount.pause(settings.extras().settleMillis()); // a JVM goes on compiling for a while
            notebook.value(ROUND, contestant, Metric.CALLS_REST, callsPerSecond(process), false);
            hold(running.port(), 1);
            notebook.value(ROUND, contestant, Metric.CALLS_QUIET, callsPerSecond(process), false);
            release();
            try (SystemCallCount count = SystemCallCount.of(process, place.scratch())) {
                Instant[] times = new Instant[2];
                Map<String, String> done = ends.run(
                        Workload.PP1.command(running.port(), BUSY_MILLIS, BUSY_MILLIS, 0),
                        phase -> times[phase.equals("begin") ? 0 : 1] = Instant.now());
                double calls = count.between(times[0], times[1]);
                notebook.value(
                        ROUND,
                        contestant,
                        Metric.CALLS_BUSY,
                        calls / Double.parseDouble(done.get("operations")),
                        false);
            }
        } finally {
            release();
        }
    }

    private double callsPerSecond(ChildProcess process) throws BenchException {
        try (SystemCallCount count = SystemCallCount.of(process, place.scratch())) {
            Instant from = Instant.now();
            SystemCallCount.pause(settings.extras().callsMillis());
            Instant to = Instant.now();
            return count.between(from, to) / (Duration.between(from, to).toNanos() / 1e9);
        }
    }

    private void events(Contestant contestant) throws BenchException {
        try (ChildProcess probe = probe(contestant)) {
            probe.nextLine(PATIENCE);
            Map<String, String> answer =
                    ask(probe, "events " + settings.extras().events());
            if (answer.containsKey("polls")) {
                notebook.note(contestant, "tells of a connection at its next look, not when it is made");
                return;
            }
            notebook.value(ROUND, contestant, Metric.EVENT_P50, Double.parseDouble(answer.get("p50")), false);
            notebook.value(ROUND, contestant, Metric.EVENT_P99, Double.parseDouble(answer.get("p99")), false);
        }
    }

    /** Each held connection is two sockets, its two ends; through a relay four. */
    private void looks(Contestant contestant) throws BenchException {
        int socketsEach = contestant.kind() == Standing.Kind.IN_PATH ? 4 : 2;
        try (ChildProcess probe = probe(contestant)) {
            int port = Integer.parseInt(probe.nextLine(PATIENCE).replace("port ", ""));
            for (int sockets : settings.extras().lookSockets()) {
                hold(port, sockets / socketsEach);
                Map<String, String> answer = ask(probe, "look");
                Metric.of("look." + sockets)
                        .ifPresent(metric -> notebook.value(
                                ROUND, contestant, metric, Double.parseDouble(answer.get("look")), false));
            }
        } finally {
            release();
        }
    }

    private void idleStops(Contestant contestant) throws BenchException {
        Duration idle = settings.extras().idleTimeout();
        Contestant.Place stopping = new Contestant.Place(place.servicePort(), place.scratch(), Optional.of(idle));
        for (int i = 0; i < settings.extras().idleStops(); i++) {
            try (Contestant.Running running = contestant.start(stopping)) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port());
                SystemCallCount.pause(idle.toMillis() / 2);
                socket.close();
                long closedAt = System.nanoTime();
                if (!running.process().orElseThrow().awaitEnd(idle.plus(Duration.ofSeconds(10)))) {
                    throw new BenchException("it had not stopped 10 s after it should have");
                }
                double late = (System.nanoTime() - closedAt - idle.toNanos()) / 1e6;
                notebook.value(i + 1, contestant, Metric.IDLE_STOP, late, false);
            } catch (IOException e) {
                throw new BenchException("connecting: " + e.getMessage(), e);
            }
        }
    }

    private ChildProcess probe(Contestant contestant) throws BenchException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new BenchException("no free port: " + e.getMessage(), e);
        }
        return ChildProcess.start(
                contestant.name(),
                JavaCommand.lull(
                        ProbeMain.class.getName(),
                        List.of(
                                contestant.probe().orElseThrow(),
                                String.valueOf(port),
                                String.valueOf(place.servicePort()))));
    }

    private static Map<String, String> ask(ChildProcess probe, String command) throws BenchException {
        probe.tell(command);
        while (true) {
            String line = probe.nextLine(PATIENCE);
            if (line.startsWith("done ")) {
                return Ends.values(line);
            }
            if (line.startsWith("error ")) {
                throw new BenchException(line.substring("error ".length()));
            }
        }
    }

    private void hold(int port, int connections) throws BenchException {
        if (connections > 0) {
            ends.run("hold " + port + " " + connections, null);
            SystemCallCount.pause(Math.max(150, connections / 10)); // until relays have dialled all of them
        }
    }

    private void release() throws BenchException {
        ends.run("release 0", null);
    }
}
