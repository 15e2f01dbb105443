package dev.lull.bench;

import dev.lull.Strategies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lull's own: each strategy as {@code lull run} starts it, and the variants that only an embedding program can choose as
 * {@link StrategyMain} starts them.
 */
final class LullContestants {

    private static final String NEVER = "24h";

    private LullContestants() {}

    /**
     * Lists them.
     *
     * @param program the main class of the launcher, or empty where only the library is at hand
     */
    static List<Contestant> all(Optional<String> program) {
        Set<String> installed = Strategies.installed().keySet();
        List<Contestant> all = new ArrayList<>();
        all.add(observing("ebpf", "lull run --port --strategy ebpf", "ebpf", program, installed));
        all.add(observing("procfs", "lull run --port --strategy procfs", "procfs", program, installed));
        all.add(observing("procfs-files", "procfs, source /proc files", "procfs:files", Optional.empty(), installed));
        all.add(observing("procfs-oshi", "procfs, source OSHI", "procfs:oshi", Optional.empty(), installed));
        all.add(inPath("proxy", "lull run --listen --strategy proxy", "proxy", program, installed));
        for (String variant : StrategyVariants.PROXY) {
            all.add(inPath(
                    "proxy-" + variant,
                    "proxy, data path " + variant,
                    "proxy:" + variant,
                    Optional.empty(),
                    installed));
        }
        all.add(inPath("uring", "lull run --listen --strategy uring", "uring", program, installed));
        return all;
    }

    /** What a JVM costs that does nothing, with Lull's options: nobody here can be below it. */
    static Contestant idleJvm() {
        return new CommandContestant(
                "idle-jvm",
                Standing.Kind.FLOOR,
                "a JVM with Lull's options that does nothing",
                Optional::empty,
                Optional.empty(),
                false,
                (port, place) -> JavaCommand.lull(IdleMain.class.getName(), List.of()));
    }

    private static Contestant observing(
            String name, String description, String variant, Optional<String> program, Set<String> installed) {
        return new CommandContestant(
                name,
                Standing.Kind.OBSERVING,
                description,
                () -> absence(variant, installed),
                Optional.of(variant),
                true,
                (port, place) -> command(variant, program, List.of("--port", String.valueOf(port)), port, place));
    }

    private static Contestant inPath(
            String name, String description, String variant, Optional<String> program, Set<String> installed) {
        return new CommandContestant(
                name,
                Standing.Kind.IN_PATH,
                description,
                () -> absence(variant, installed),
                Optional.of(variant),
                true,
                (port, place) -> command(
                        variant,
                        program,
                        List.of("--listen", "127.0.0.1:" + port, "--to", "127.0.0.1:" + place.servicePort()),
                        port,
                        place));
    }

    private static List<String> command(
            String variant, Optional<String> program, List<String> target, int port, Contestant.Place place) {
        String idle = place.idleTimeout().map(Duration::toString).orElse(NEVER);
        if (program.isEmpty()) {
            return JavaCommand.lull(
                    StrategyMain.class.getName(),
                    List.of(variant, String.valueOf(port), String.valueOf(place.servicePort()), idle));
        }
        List<String> arguments = new ArrayList<>(List.of("run", "--strategy", variant));
        arguments.addAll(target);
        arguments.addAll(List.of("--idle", idle, "--events", "-"));
        return JavaCommand.lull(program.get(), arguments);
    }

    private static Optional<String> absence(String variant, Set<String> installed) {
        String strategy = StrategyVariants.strategy(variant);
        return installed.contains(strategy)
                ? Optional.empty()
                : Optional.of("the strategy " + strategy + " is not in this build");
    }
}
