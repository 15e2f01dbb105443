package dev.lull.launcher.bench;

import dev.lull.bench.Bench;
import dev.lull.bench.machine.OwnNamespace;
import dev.lull.bench.report.Comparison;
import dev.lull.bench.report.ReportFiles;
import dev.lull.bench.run.BenchSettings;
import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.console.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lull bench}: the options; {@link Bench} measures. */
@Command(
        name = "bench",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description =
                "Compares the strategies with each other, with the direct connection, and with the relays that are"
                        + " installed here. Prints a table; writes a page with charts, the same as JSON, and a table in"
                        + " Markdown.",
        footer = {
            "",
            "As root it runs in a network namespace of its own, with cubic as its congestion control.",
            "Exit codes: 0 measured; 1 a contestant that is here could not be measured, or the report not be"
                    + " written; 64 usage; 70 internal error.",
        },
        subcommands = BenchCommand.Compare.class)
public final class BenchCommand implements Callable<Integer> {

    /** By its name, for the program knows its commands and not the other way round. */
    private static final String PROGRAM = "dev.lull.launcher.Main";

    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

    private static final int ROUNDS = 5;
    private static final int MILLIS = 400;
    private static final int WARM_MILLIS = 150;
    private static final int REPEATS = 2;
    private static final Duration BUDGET = Duration.ofMinutes(12);

    private static final int QUICK_ROUNDS = 2;
    private static final int QUICK_MILLIS = 120;
    private static final int QUICK_WARM_MILLIS = 40;
    private static final Duration QUICK_BUDGET = Duration.ofSeconds(100);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--quick", description = "In under two minutes: fewer and shorter rounds, fewer idle connections.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "NAME[,NAME...]",
            split = ",",
            description = "Only these contestants, workloads, or both. A wrong name lists the right ones.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "How often each contestant takes its turn, however long it takes. Default: 5, in at most twelve"
                            + " minutes: on a slow machine the last ones are left out, and the report says so. What"
                            + " is measured only when asked for is never left out.")
    private @Nullable Integer rounds;

    @Option(
            names = "--stops",
            paramLabel = "N",
            description = "How many idle stops a race has. Default: 10000 of the small service and 200 of each program;"
                    + " with --quick 200 and 20.")
    private @Nullable Integer stops;

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            description = "Where the page goes; FILE.json and FILE.md go beside it. A folder gets report.html."
                    + " Default: a new folder among the temporary files, which is named in the end.")
    private @Nullable Path out;

    @Option(
            names = "--also",
            paramLabel = "NAME=COMMAND",
            description = "A further relay: a shell command with {port} (where to listen on 127.0.0.1) and {service}"
                    + " (where to connect to) in it. Repeatable.")
    private Map<String, String> also = new LinkedHashMap<>();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the random order, to repeat an order.")
    private @Nullable Long seed;

    @Override
    public Integer call() throws Exception {
        Optional<String> program = Optional.of(PROGRAM);
        BenchSettings settings = settings(program, out == null ? TEMPORARY : out);
        if (out != null) {
            try {
                ReportFiles.prepare(out);
            } catch (IOException e) {
                throw new UsageException("--out: " + e.getMessage());
            }
        }
        Optional<Integer> done = OwnNamespace.enter(program.get(), arguments());
        if (done.isPresent()) {
            return done.get();
        }
        return Bench.run(
                out == null ? settings(program, Files.createTempDirectory("lull-bench-")) : settings, System.out);
    }

    BenchSettings settings(Optional<String> program, Path place) {
        requireKnown(program);
        if (rounds != null && rounds < 1) {
            throw new UsageException("--rounds: " + rounds + ", expected at least 1");
        }
        if (stops != null && stops < 1) {
            throw new UsageException("--stops: " + stops + ", expected at least 1");
        }
        BenchSettings.Extras extras = quick ? BenchSettings.Extras.QUICK : BenchSettings.Extras.FULL;
        return new BenchSettings(
                rounds != null ? rounds : quick ? QUICK_ROUNDS : ROUNDS,
                quick ? QUICK_WARM_MILLIS : WARM_MILLIS,
                quick ? QUICK_MILLIS : MILLIS,
                new LinkedHashSet<>(only),
                also,
                place,
                program,
                seed != null ? seed : System.nanoTime() & 0xFFFF,
                stops != null ? extras.withRaces(stops) : extras,
                quick ? 0 : REPEATS,
                quick ? Optional.of(QUICK_BUDGET) : rounds != null ? Optional.empty() : Optional.of(BUDGET),
                Map.of("lull", ProgramVersion.text()));
    }

    private void requireKnown(Optional<String> program) {
        Set<String> known = Bench.names(also.keySet(), program);
        for (String name : only) {
            if (!known.contains(name)) {
                throw new UsageException(
                        "--only: \"" + name + "\" is unknown, expected some of " + String.join(", ", known));
            }
        }
    }

    /** Those of the whole command line, for the same program in another namespace. */
    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("bench"));
        if (spec != null) {
            List<String> all = spec.root().commandLine().getParseResult().originalArgs();
            arguments = new ArrayList<>(all);
        }
        return arguments;
    }

    /** {@code lull bench compare}. */
    @Command(
            name = "compare",
            mixinStandardHelpOptions = true,
            description = "Says what differs between two reports, and whether by more than they spread.")
    static final class Compare implements Callable<Integer> {

        @Parameters(index = "0", paramLabel = "BEFORE.json", description = "A report of lull bench.")
        private Path before = Path.of("");

        @Parameters(index = "1", paramLabel = "AFTER.json", description = "Another report.")
        private Path after = Path.of("");

        @Override
        public Integer call() {
            try {
                Comparison.print(before, after, System.out);
                return ExitCode.OK;
            } catch (IOException e) {
                throw new UsageException(String.valueOf(e.getMessage()));
            }
        }
    }
}
