package dev.lull.bench.contestant;

import dev.lull.Strategies;
import dev.lull.bench.machine.JavaCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lull's own: each strategy as {@code lull run} starts it, and the variants that only an embedding program can choose as
 * {@link StrategyMain} starts them.
 */
public final class LullContestants {

    private static final Duration NEVER = Duration.ofDays(1);

    private LullContestants() {}

    /**
     * Lists them.
     *
     * @param program the main class of the launcher, or empty where only the library is at hand
     */
    public static List<Contestant> all(Optional<String> program) {
        return StrategyVariant.ALL.stream()
                .map(variant -> contestant(variant, program))
                .toList();
    }

    /** What a JVM costs that does nothing, with Lull's options: nobody here can be below it. */
    public static Contestant idleJvm() {
        return new CommandContestant(
                "idle-jvm",
                Contestant.Kind.FLOOR,
                "a JVM with Lull's options that does nothing",
                Optional::empty,
                Optional.empty(),
                false,
                (port, options) -> JavaCommand.lull(IdleMain.class.getName(), List.of()));
    }

    private static Contestant contestant(StrategyVariant variant, Optional<String> program) {
        boolean plain = variant.description().isEmpty();
        return new CommandContestant(
                variant.name(),
                variant.inPath() ? Contestant.Kind.IN_PATH : Contestant.Kind.OBSERVING,
                plain
                        ? "lull run --" + (variant.inPath() ? "listen" : "port") + " --strategy " + variant.strategy()
                        : variant.strategy() + ", " + variant.description(),
                () -> absence(variant.strategy()),
                Optional.of(variant.name()),
                true,
                (port, options) -> plain && program.isPresent()
                        ? run(program.get(), variant, port, options)
                        : embedded(variant, port, options));
    }

    private static List<String> run(
            String program, StrategyVariant variant, int port, Contestant.StartOptions options) {
        List<String> arguments = new ArrayList<>(List.of("run", "--strategy", variant.strategy()));
        arguments.addAll(
                variant.inPath()
                        ? List.of("--listen", "127.0.0.1:" + port, "--to", "127.0.0.1:" + options.servicePort())
                        : List.of("--port", String.valueOf(port)));
        arguments.addAll(List.of("--idle", idle(options), "--events", "-"));
        return JavaCommand.lull(program, arguments);
    }

    private static List<String> embedded(StrategyVariant variant, int port, Contestant.StartOptions options) {
        return JavaCommand.lull(
                StrategyMain.class.getName(),
                List.of(variant.name(), String.valueOf(port), String.valueOf(options.servicePort()), idle(options)));
    }

    private static String idle(Contestant.StartOptions options) {
        return options.idleTimeout().orElse(NEVER).toString();
    }

    private static Optional<String> absence(String strategy) {
        return Strategies.installed().containsKey(strategy)
                ? Optional.empty()
                : Optional.of("the strategy " + strategy + " is not in this build");
    }
}
