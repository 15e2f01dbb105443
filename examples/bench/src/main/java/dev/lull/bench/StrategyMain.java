package dev.lull.bench;

import dev.lull.ActivityMonitor;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.Strategies;
import java.time.Duration;
import java.util.Objects;

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
        String variant = arguments[0];
        Duration idle = arguments[3].equals("24h") ? Duration.ofDays(1) : Duration.parse(arguments[3]);
        try (ActivityMonitor monitor = Objects.requireNonNull(
                        Strategies.installed().get(StrategyVariants.strategy(variant)), "strategy")
                .open(
                        StrategyVariants.target(
                                variant, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])),
                        StrategyVariants.options(variant))) {
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
