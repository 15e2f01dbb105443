package dev.lull.bench.workload;

import dev.lull.bench.load.ServiceMain;
import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.machine.JavaCommand;
import dev.lull.bench.machine.SystemCallCount;
import dev.lull.bench.model.BenchException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The service process and the load process. A load that no longer answers is replaced. */
public final class ClientAndService implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String threads;
    private final ChildProcess service;
    private final int port;
    private ChildProcess load;

    private ClientAndService(int threads) throws BenchException {
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
    public static ClientAndService start(int threads) throws BenchException {
        return new ClientAndService(threads);
    }

    public int servicePort() {
        return port;
    }

    public ChildProcess service() {
        return service;
    }

    public ChildProcess load() {
        return load;
    }

    /**
     * Has the load do its work.
     *
     * @param command what to do
     * @param onPhase told of {@code "begin"} and {@code "end"} of the measured time, which waits for it
     * @return what it found, by name
     * @throws BenchException if it failed, with the load's reason
     */
    public Map<String, String> run(LoadCommand command, Consumer<String> onPhase) throws BenchException {
        return tell(command.line(), onPhase);
    }

    /** Has the load check that all bytes arrive; whether the answer says so of a half-close. */
    public boolean passesOnHalfClose(int port) throws BenchException {
        return "passed-on".equals(tell("check " + port).get("halfclose"));
    }

    private Map<String, String> tell(String command) throws BenchException {
        return tell(command, phase -> {});
    }

    private Map<String, String> tell(String command, Consumer<String> onPhase) throws BenchException {
        load.tell(command);
        while (true) {
            String line = answer();
            if (line.startsWith("done")) {
                return values(line);
            }
            if (line.startsWith("error ")) {
                throw new BenchException(line.substring("error ".length()));
            }
            onPhase.accept(line);
            load.tell("go on");
        }
    }

    /** Has the load hold so many idle connections to a port, and gives relays the time to dial all of them. */
    public void hold(int port, int connections) throws BenchException {
        if (connections > 0) {
            tell("hold " + port + " " + connections);
            SystemCallCount.pause(Math.max(150, connections / 10));
        }
    }

    /** Has the load close all that it holds. */
    public void release() throws BenchException {
        tell("release");
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

    /** Reads an answer of the form {@code done key=value …}. */
    public static Map<String, String> values(String line) {
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
