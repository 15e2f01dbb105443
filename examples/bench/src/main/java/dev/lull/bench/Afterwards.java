package dev.lull.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is measured after the rounds, one contestant after the other: memory, system calls, events, looks, idle stops. */
final class Afterwards {

    private static final int ROUND = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BUSY_MILLIS = 150;
    private static final double BYTES_A_MEGABYTE = 1e6;

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

    static final List<String> STEPS = List.of(
            Steps.MEMORY, Steps.MEMORY_9500, Steps.REST, Steps.CALLS, Steps.EVENTS, Steps.LOOKS, Steps.IDLE_STOP);

    /** One of them. */
    private interface Measurement {
        void of(Contestant contestant) throws BenchException;
    }

    /** Step by step, so that what there is no time for is the last step's and not the last contestant's everything. */
    void run(List<Contestant> contestants) {
        boolean counts = SystemCallCount.missing().isEmpty();
        if (settings.wants(Steps.REST) && counts) {
            new Rest(settings, ends, notebook, progress, place).run(contestants);
        }
        List<Contestant> processes = contestants.stream()
                .filter(contestant -> contestant.kind() != Standing.Kind.DIRECT)
                .toList();
        List<Contestant> working = processes.stream()
                .filter(contestant -> contestant.kind() != Standing.Kind.FLOOR)
                .toList();
        step(processes, Steps.MEMORY, this::memory);
        step(processes, Steps.MEMORY_9500, this::memoryOf9500);
        step(counts ? working : List.of(), Steps.CALLS, this::systemCalls);
        step(contestants.stream().filter(one -> one.probe().isPresent()).toList(), Steps.EVENTS, this::events);
        step(working.stream().filter(Contestant::stopsWhenIdle).toList(), Steps.IDLE_STOP, this::idleStops);
        step(working.stream().filter(one -> one.probe().isPresent()).toList(), Steps.LOOKS, this::looks);
    }

    private void step(List<Contestant> contestants, String step, Measurement measurement) {
        if (!settings.wants(step)) {
            return;
        }
        for (Contestant contestant : contestants) {
            if (notebook.hopeless(contestant)) {
                continue;
            }
            if (progress.isOver(settings.budget(), 1)) {
                notebook.leftOut(step + " of " + contestant.name());
                continue;
            }
            progress.begin(step + ": " + contestant.name());
            try {
                measurement.of(contestant);
            } catch (BenchException e) {
                notebook.failed(ROUND, contestant, step, Rounds.message(e));
            }
            progress.did(Bench.stepWeight(step, settings));
        }
    }

    private void memory(Contestant contestant) throws BenchException {
        for (int i = 1; i <= settings.extras().repeats(); i++) {
            memory(i, contestant, settings.extras().idleConnections());
        }
    }

    private void memoryOf9500(Contestant contestant) throws BenchException {
        memory(ROUND, contestant, List.of(9_500));
    }

    /** A contestant that watches holds none of the connections: the service has them. */
    private void memory(int repeat, Contestant contestant, List<Integer> counts) throws BenchException {
        try (Contestant.Running running = contestant.start(place)) {
            ChildProcess process = running.process().orElseThrow();
            for (int connections : counts) {
                ends.hold(running.port(), connections);
                double megabytes = process.tree().residentBytes() / 1e6;
                Metric.of("rss." + connections)
                        .ifPresent(metric -> notebook.value(repeat, contestant, metric, megabytes, false));
            }
        } finally {
            ends.release();
        }
    }

    private void systemCalls(Contestant contestant) throws BenchException {
        boolean relay = contestant.kind() != Standing.Kind.OBSERVING;
        try (Contestant.Running running = contestant.start(place);
                SystemCallCount count = SystemCallCount.of(running.process().orElseThrow(), place.scratch())) {
            List<Metric> metrics = relay
                    ? List.of(Metric.CALLS_PP1, Metric.CALLS_PP64, Metric.CALLS_UP1, Metric.CALLS_CHURN)
                    : List.of(Metric.CALLS_PP1);
            Map<Metric, List<Work>> done = new EnumMap<>(Metric.class);
            for (Metric metric : metrics) {
                for (int i = 0; i < settings.extras().repeats(); i++) {
                    done.computeIfAbsent(metric, key -> new ArrayList<>())
                            .add(work(running.port(), metric, i == 0 ? BUSY_MILLIS : BUSY_MILLIS / 3));
                }
            }
            for (Map.Entry<Metric, List<Work>> entry : done.entrySet()) {
                Metric metric = entry.getKey();
                for (int i = 0; i < entry.getValue().size(); i++) {
                    Work work = entry.getValue().get(i);
                    double unit = metric == Metric.CALLS_UP1 ? BYTES_A_MEGABYTE : 1;
                    notebook.value(
                            i + 1,
                            contestant,
                            metric,
                            count.between(work.from(), work.to()) / (work.operations() / unit),
                            false);
                }
            }
        }
    }

    private record Work(Instant from, Instant to, double operations) {}

    private Work work(int port, Metric metric, int warmMillis) throws BenchException {
        Workload workload =
                Workload.of(metric.id().substring(metric.id().indexOf('.') + 1)).orElseThrow();
        Instant[] times = new Instant[2];
        Map<String, String> done = ends.run(
                workload.command(port, warmMillis, BUSY_MILLIS, 0),
                phase -> times[phase.equals("begin") ? 0 : 1] = Instant.now());
        return new Work(times[0], times[1], Double.parseDouble(done.get("operations")));
    }

    private void events(Contestant contestant) throws BenchException {
        try (ChildProcess probe = probe(contestant)) {
            probe.nextLine(PATIENCE);
            for (int i = 1; i <= settings.extras().repeats(); i++) {
                Map<String, String> answer =
                        ask(probe, "events " + settings.extras().events());
                if (answer.containsKey("polls")) {
                    notebook.note(contestant, "tells of a connection at its next look, not when it is made");
                    return;
                }
                notebook.value(i, contestant, Metric.EVENT_P50, Double.parseDouble(answer.get("p50")), false);
                notebook.value(i, contestant, Metric.EVENT_P99, Double.parseDouble(answer.get("p99")), false);
            }
        }
    }

    /** Each held connection is two sockets, its two ends; through a relay four. */
    private void looks(Contestant contestant) throws BenchException {
        int socketsEach = contestant.kind() == Standing.Kind.IN_PATH ? 4 : 2;
        try (ChildProcess probe = probe(contestant)) {
            int port = Integer.parseInt(probe.nextLine(PATIENCE).replace("port ", ""));
            for (int sockets : settings.extras().lookSockets()) {
                ends.hold(port, sockets / socketsEach);
                Metric metric = Metric.of("look." + sockets).orElseThrow();
                for (int i = 1; i <= settings.extras().repeats(); i++) {
                    double micros = Double.parseDouble(ask(probe, "look").get("look"));
                    notebook.value(i, contestant, metric, micros, false);
                }
            }
        } finally {
            ends.release();
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
}
