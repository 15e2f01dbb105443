package dev.lull.bench.race;

import dev.lull.bench.contestant.RivalRelays;
import dev.lull.bench.contestant.StrategyVariant;
import dev.lull.bench.race.program.RealProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stops services of one strategy many times, several at a time, and prints what became of the clients. */
public final class RaceMain {

    private static final int LANES = 6;

    /** Fewer of programs, which take the processors to start and end. */
    private static final int LANES_OF_PROGRAMS = 2;

    /** The argument that names an installed program. */
    private static final int PROGRAM = 3;

    /** More than one race takes: two that run at the same time begin with different ones. */
    private static final int PORTS_EACH = 2 * LANES;

    private static final long CLIENTS_PATIENCE_SECONDS = 15;

    private RaceMain() {}

    /**
     * Races.
     *
     * @param arguments variant or {@value RivalRelays#SOCKET_PROXYD}, how many stops, seed; for an installed program its
     *     name, and a folder
     * @throws Exception if it cannot watch
     */
    public static void main(String[] arguments) throws Exception {
        int stops = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        RaceTally tally = new RaceTally(stops);
        ExecutorService threads = Executors.newCachedThreadPool();
        RacePorts ports = RacePorts.here(ProcessHandle.current().pid() * PORTS_EACH);
        List<RaceLane> prepared = new ArrayList<>();
        List<IdleStopper> stoppers = new ArrayList<>();
        int count = arguments.length > PROGRAM ? LANES_OF_PROGRAMS : LANES;
        for (int i = 0; i < count; i++) {
            int servicePort = ports.next();
            RacedService service = arguments.length > PROGRAM
                    ? RealService.prepare(
                            RealProgram.of(arguments[PROGRAM]), Path.of(arguments[PROGRAM + 1]), servicePort)
                    : new JvmService(servicePort, threads);
            IdleStopper stopper = stopper(arguments[0], servicePort, service, ports);
            stoppers.add(stopper);
            prepared.add(new RaceLane(stopper, service, seed + i, threads, tally));
            say("so far prepared " + (i + 1)); // which may take a while
        }
        ExecutorService lanes = Executors.newFixedThreadPool(count);
        AtomicInteger runs = new AtomicInteger();
        List<Future<?>> ends = prepared.stream()
                .<Future<?>>map(lane -> lanes.submit(() -> raceOn(lane, runs, stops)))
                .toList();
        lanes.shutdown();
        while (!lanes.awaitTermination(1, TimeUnit.SECONDS)) {
            say("so far " + tally.text());
        }
        for (Future<?> end : ends) {
            try {
                end.get();
            } catch (ExecutionException e) {
                say("error " + e.getCause());
                stoppers.forEach(IdleStopper::close);
                System.exit(1);
            }
        }
        stoppers.forEach(IdleStopper::close);
        threads.shutdown(); // clients whose attempt is pending have their own patience
        boolean allFared = threads.awaitTermination(CLIENTS_PATIENCE_SECONDS, TimeUnit.SECONDS);
        say(
                allFared
                        ? "done " + tally.text()
                        : "error some clients heard nothing for " + CLIENTS_PATIENCE_SECONDS + " s");
        System.exit(0);
    }

    private static IdleStopper stopper(String name, int servicePort, RacedService service, RacePorts ports)
            throws IOException {
        if (name.equals(RivalRelays.SOCKET_PROXYD)) {
            return SocketProxydStopper.start(ports.next(), servicePort, service);
        }
        StrategyVariant variant = StrategyVariant.of(name);
        int port = variant.inPath() ? ports.next() : servicePort;
        return new StrategyStopper(variant, port, servicePort, service.longestStop());
    }

    private static Void raceOn(RaceLane lane, AtomicInteger runs, int stops) throws IOException, InterruptedException {
        for (int run = runs.incrementAndGet(); run <= stops; run = runs.incrementAndGet()) {
            lane.race(run);
        }
        lane.serveWhoWaits();
        return null;
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
