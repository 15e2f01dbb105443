package dev.lull.bench.race;

import dev.lull.bench.contestant.StrategyVariant;
import dev.lull.bench.race.program.RealProgram;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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

    private static final long CLIENTS_PATIENCE_SECONDS = 15;

    private static final int FIRST_EPHEMERAL_PORT = 32_768;
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(20_000 + (int) (ProcessHandle.current().pid() % 1_000) * 10);

    private RaceMain() {}

    /**
     * Races.
     *
     * @param arguments variant, how many stops, seed; for an installed program its name, and a folder
     * @throws Exception if it cannot watch
     */
    public static void main(String[] arguments) throws Exception {
        StrategyVariant variant = StrategyVariant.of(arguments[0]);
        int stops = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        RaceTally tally = new RaceTally(stops);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<RaceLane> prepared = new ArrayList<>();
        int count = arguments.length > PROGRAM ? LANES_OF_PROGRAMS : LANES;
        for (int i = 0; i < count; i++) {
            int servicePort = nextFreePort();
            int port = variant.inPath() ? nextFreePort() : servicePort;
            RacedService service = arguments.length > PROGRAM
                    ? RealService.prepare(
                            RealProgram.of(arguments[PROGRAM]), Path.of(arguments[PROGRAM + 1]), servicePort)
                    : new JvmService(servicePort, threads);
            prepared.add(new RaceLane(variant, port, servicePort, service, seed + i, threads, tally));
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
                System.exit(1);
            }
        }
        threads.shutdown(); // clients whose attempt is pending have their own patience
        boolean allFared = threads.awaitTermination(CLIENTS_PATIENCE_SECONDS, TimeUnit.SECONDS);
        say(
                allFared
                        ? "done " + tally.text()
                        : "error some clients heard nothing for " + CLIENTS_PATIENCE_SECONDS + " s");
        System.exit(0);
    }

    /** Finds one that no client is given for its own end, which would keep the next run from it (ip(7), ip_local_port_range). */
    private static int nextFreePort() throws IOException {
        while (true) {
            int port = NEXT_PORT.getAndIncrement();
            if (port >= FIRST_EPHEMERAL_PORT) {
                throw new IOException("no free port below " + FIRST_EPHEMERAL_PORT);
            }
            if (isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(port));
            return true;
        } catch (BindException e) {
            return false;
        }
    }

    private static Void raceOn(RaceLane lane, AtomicInteger runs, int stops) throws IOException, InterruptedException {
        for (int run = runs.incrementAndGet(); run <= stops; run = runs.incrementAndGet()) {
            lane.race(run);
        }
        return null;
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
