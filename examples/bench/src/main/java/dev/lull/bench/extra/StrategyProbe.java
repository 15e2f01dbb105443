package dev.lull.bench.extra;

import dev.lull.bench.contestant.CommandContestant;
import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.machine.JavaCommand;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.workload.ClientAndService;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A contestant's strategy in a JVM of its own, with a {@link ProbeMain} that measures it from inside. */
final class StrategyProbe implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChildProcess process;
    private final int port;

    private StrategyProbe(ChildProcess process) throws BenchException {
        this.process = process;
        this.port = Integer.parseInt(process.nextLine(PATIENCE).replace("port ", ""));
    }

    static StrategyProbe start(Contestant contestant, BenchRun run) throws BenchException {
        try {
            ChildProcess process = ChildProcess.start(
                    contestant.name(),
                    JavaCommand.lull(
                            ProbeMain.class.getName(),
                            List.of(
                                    contestant.probe().orElseThrow(),
                                    String.valueOf(CommandContestant.freePort()),
                                    String.valueOf(run.start().servicePort()))));
            try {
                return new StrategyProbe(process);
            } catch (BenchException e) {
                process.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BenchException("no free port: " + e.getMessage(), e);
        }
    }

    /** Where to connect. */
    int port() {
        return port;
    }

    Map<String, String> ask(String command) throws BenchException {
        process.tell(command);
        while (true) {
            String line = process.nextLine(PATIENCE);
            if (line.startsWith("done ")) {
                return ClientAndService.values(line);
            }
            if (line.startsWith("error ")) {
                throw new BenchException(line.substring("error ".length()));
            }
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
