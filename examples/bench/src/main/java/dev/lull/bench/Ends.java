package dev.lull.bench;

import dev.lull.bench.load.LoadMain;
import dev.lull.bench.load.ServiceMain;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The service process and the load process. A load that no longer answers is replaced. */
final class Ends implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String threads;
    private final ChildProcess service;
    private final int port;
    private ChildProcess load;

    private Ends(int threads) throws BenchException {
        this.threads = String.valueOf(threads);
        this.service = ChildProcess.start("the service", JavaCommand.end(ServiceMain.class, this.threads));
        try {
            this.port = Integer.parseInt(service.nextLine(PATIENCE).replace("port ", ""));
            this.load = startLoad();
        } catch (BenchException e) {
            service.close();
            throw e;
        }
    }

    /**
     * Starts both.
     *
     * @param threads of each
     */
    static Ends start(int threads) throws BenchException {
        return new Ends(threads);
    }

    int servicePort() {
        return port;
    }

    ChildProcess service() {
        return service;
    }

    ChildProcess load() {
        return load;
    }

    ProcessTree serviceTree() {
        return service.tree();
    }

    ProcessTree loadTree() {
        return load.tree();
    }

    /**
     * Has the load do something.
     *
     * @param command see {@link LoadMain}
     * @param onPhase told of {@code "begin"} and {@code "end"} of the measured time, which waits for it
     * @return what it found, by name
     * @throws BenchException if it failed, with the load's reason
     */
    Map<String, String> run(String command, @Nullable Consumer<String> onPhase) throws BenchException {
        load.tell(command);
        while (true) {
            String line = answer();
            if (line.startsWith("done")) {
                return values(line);
            }
            if (line.startsWith("error ")) {
                throw new BenchException(line.substring("error ".length()));
            }
            if (onPhase != null) {
                onPhase.accept(line);
            }
            load.tell("go on");
        }
    }

    /** Has the load hold so many idle connections to a port, and gives relays the time to dial all of them. */
    void hold(int port, int connections) throws BenchException {
        if (connections > 0) {
            run("hold " + port + " " + connections, null);
            SystemCallCount.pause(Math.max(150, connections / 10));
        }
    }

    /** Has the load close all that it holds. */
    void release() throws BenchException {
        run("release 0", null);
    }

    private String answer() throws BenchException {
        try {
            return load.nextLine(PATIENCE);
        } catch (BenchException e) {
            load.close();
            load = startLoad();
            throw e;
        }
    }

    static Map<String, String> values(String line) {
        Map<String, String> values = new HashMap<>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return values;
    }

    private ChildProcess startLoad() throws BenchException {
        ChildProcess started = ChildProcess.start("the load", JavaCommand.end(LoadMain.class, threads));
        started.nextLine(PATIENCE);
        return started;
    }

    @Override
    public void close() {
        load.close();
        service.close();
    }
}
