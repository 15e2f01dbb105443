package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.machine.SystemCallCount;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** How long after the deadline an idle contestant is gone. */
public final class IdleStop extends Extra {

    private static final String ID = "idle-stop";
    private static final Metric METRIC = Metric.cost(ID, ID, "idle deadline → process gone", "ms")
            .drawn(Section.TIMELINESS, "Idle deadline → process gone")
            .ofLullOnly();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public IdleStop() {
        super(ID);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(METRIC);
    }

    @Override
    boolean concerns(Contestant contestant) {
        return contestant.isWorking() && contestant.stopsWhenIdle();
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return settings.extras().idleStops()
                * (1 + settings.extras().idleTimeout().toMillis() / 1e3);
    }

    @Override
    void measure(Contestant contestant, BenchRun run) throws BenchException {
        Duration idle = run.settings().extras().idleTimeout();
        for (int i = 1; i <= run.settings().extras().idleStops(); i++) {
            try (Contestant.Running running = contestant.start(run.start().endingAfter(idle))) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port());
                SystemCallCount.pause(idle.toMillis() / 2);
                socket.close();
                long closedAt = System.nanoTime();
                if (!running.process().orElseThrow().awaitEnd(idle.plus(PATIENCE))) {
                    throw new BenchException("it had not stopped 10 s after it should have");
                }
                run.results().value(i, contestant, METRIC, (System.nanoTime() - closedAt - idle.toNanos()) / 1e6);
            } catch (IOException e) {
                throw new BenchException("connecting: " + e.getMessage(), e);
            }
        }
    }
}
