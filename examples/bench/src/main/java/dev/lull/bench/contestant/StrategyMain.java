package dev.lull.bench.contestant;

import dev.lull.ActivityMonitor;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import java.time.Duration;

/** The least program that embeds Lull: watches with one strategy, and ends when idle. */
public final class StrategyMain {

    private StrategyMain() {}

    /**
     * Watches.
     *
     * @param arguments variant, port, service's port, idle timeout
     * @throws Exception if the watching is interrupted
     */
    public static void main(String[] arguments) throws Exception {
        Duration idle = Duration.parse(arguments[3]);
        try (ActivityMonitor monitor =
                StrategyVariant.of(arguments[0]).open(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))) {
            System.out.println("{\"event\":\"watching\"}");
            System.out.flush();
            IdleWatcher.builder(monitor, IdleShutdownPolicy.idleAfter(idle), verdict -> System.out.println("stopped"))
                    .checkInterval(
                            idle.compareTo(Duration.ofSeconds(25)) < 0 ? idle.dividedBy(5) : Duration.ofSeconds(5))
                    .build()
                    .run();
        }
    }
}
