package dev.lull.bench.extra;

import dev.lull.bench.contestant.CommandContestant;
import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.load.Wire;
import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.machine.OwnNamespace;
import dev.lull.bench.machine.Programs;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Metric;
import dev.lull.bench.race.program.RealProgram;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import dev.lull.bench.run.Statistics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How long a client waits for the first byte of a service that sleeps, and of one that does not. */
public final class Wakes extends Extra {

    /** What it is called. */
    public static final String ID = "wake";

    /** Started by the first connection, and in the path from then on; its service runs all the time. */
    private static final String SOCKET_ACTIVATION = "socket-proxyd";

    private static final Set<String> SLEEPERS = Set.of("ebpf", "procfs", "proxy");
    private static final double SECONDS_PER_WAKE = 0.6;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;

    private static final List<String> NEVER = List.of("--idle", "1h");
    private static final List<String> FREEZE = List.of("--idle", "200ms", "--on-idle", "freeze");
    private static final List<String> STOP = List.of("--idle", "200ms", "--on-idle", "stop-command");

    /** Where no cgroup can be made Lull freezes by SIGSTOP: cgroup2 cannot be written in a mount namespace of its own. */
    private static final List<String> WITHOUT_CGROUPS = List.of(
            "unshare",
            "--mount",
            "--",
            "sh",
            "-c",
            "while read -r from at type rest; do [ \"$type\" != cgroup2 ] || mount -o remount,bind,ro \"$at\" || exit;"
                    + " done </proc/mounts; exec \"$@\"",
            "sh");

    /** A service in a state, what Lull is started by, and the figures of its clients. */
    private record Scene(
            String id, RealProgram program, List<String> options, List<String> starter, Metric median, Metric p99) {

        static Scene of(String id, String title, RealProgram program, List<String> options) {
            return new Scene(
                    id,
                    program,
                    options,
                    List.of(),
                    figure(id + ".p50", title + ", median"),
                    figure(id + ".p99", title + ", p99"));
        }

        private static Metric figure(String id, String title) {
            return Metric.cost(ID, ID + "." + id, "connect() → first byte, " + title, "ms")
                    .ofLullOnly();
        }

        Scene startedBy(List<String> words) {
            return new Scene(id, program, options, words, median, p99);
        }

        Optional<String> absence() {
            return starter.isEmpty()
                    ? program.absence()
                    : program.absence().or(OwnNamespace::obstacle).or(() -> Programs.missing("mount"));
        }

        boolean sleeps() {
            return !options.equals(NEVER);
        }
    }

    private static final List<Scene> SCENES = List.of(
            Scene.of("awake", "service awake (socat)", EchoProgram.SOCAT, NEVER),
            Scene.of("frozen", "frozen (socat)", EchoProgram.SOCAT, FREEZE),
            Scene.of("frozen-sigstop", "frozen by SIGSTOP (socat)", EchoProgram.SOCAT, FREEZE)
                    .startedBy(WITHOUT_CGROUPS),
            Scene.of("stopped-socat", "stopped (socat)", EchoProgram.SOCAT, STOP),
            Scene.of("stopped-jvm", "stopped (a JVM)", EchoProgram.JVM, STOP),
            Scene.of("stopped-sshd", "stopped (sshd)", RealProgram.of("sshd"), STOP));

    private static final Scene ACTIVATED =
            Scene.of("activated", "systemd's socket activation of its relay alone", EchoProgram.JVM, NEVER);

    public Wakes() {
        super(ID);
    }

    @Override
    public boolean onlyOnRequest() {
        return true;
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> all = new ArrayList<>();
        SCENES.forEach(scene -> all.addAll(List.of(scene.median(), scene.p99())));
        all.addAll(List.of(ACTIVATED.median(), ACTIVATED.p99()));
        return all;
    }

    @Override
    boolean concerns(Contestant contestant) {
        return SLEEPERS.contains(contestant.name()) || contestant.name().equals(SOCKET_ACTIVATION);
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return settings.extras().wakes() * SECONDS_PER_WAKE * SCENES.size();
    }

    @Override
    void measure(Contestant contestant, BenchRun run) throws BenchException {
        if (contestant.name().equals(SOCKET_ACTIVATION)) {
            note(contestant, run, ACTIVATED, activations(run));
            return;
        }
        Optional<String> launcher = run.settings().program();
        if (launcher.isEmpty()) {
            run.results().note(contestant, ID + ": needs the launcher");
            return;
        }
        for (Scene scene : SCENES) {
            Optional<String> absence = scene.absence();
            if (absence.isPresent()) {
                run.results().note(contestant, ID + " without " + scene.id() + ": " + absence.get());
            } else {
                note(contestant, run, scene, wakes(contestant, launcher.get(), run, scene));
            }
        }
    }

    private static void note(Contestant contestant, BenchRun run, Scene scene, double[] millis) {
        run.results().value(1, contestant, scene.median(), Statistics.quantileOfUnsorted(millis, MEDIAN));
        run.results().value(1, contestant, scene.p99(), Statistics.quantileOfUnsorted(millis, P99));
    }

    private static double[] wakes(Contestant contestant, String launcher, BenchRun run, Scene scene)
            throws BenchException {
        double[] millis = new double[run.settings().extras().wakes()];
        Path folder = run.start().scratch().resolve(ID + "-" + contestant.name() + "-" + scene.id());
        try (SleepingService service = SleepingService.start(
                scene.starter(),
                launcher,
                contestant.name(),
                contestant.kind().inPath(),
                scene.program(),
                folder,
                scene.options())) {
            if (!scene.sleeps()) {
                service.awaitStart();
            }
            for (int i = 0; i < millis.length; i++) {
                if (scene.sleeps()) {
                    service.awaitSleep();
                }
                millis[i] = service.visitMillis();
            }
        }
        return millis;
    }

    /** Each time anew: the activator becomes the relay, and ends with it. */
    private static double[] activations(BenchRun run) throws BenchException {
        double[] millis = new double[run.settings().extras().wakes()];
        for (int i = 0; i < millis.length; i++) {
            try {
                int port = CommandContestant.freePort();
                List<String> line = List.of(
                        path("systemd-socket-activate"),
                        "-l",
                        "127.0.0.1:" + port,
                        path("systemd-socket-proxyd"),
                        "--exit-idle-time=200ms",
                        "127.0.0.1:" + run.start().servicePort());
                try (ChildProcess activator = ChildProcess.start(SOCKET_ACTIVATION, line)) {
                    String said = activator.nextLine(PATIENCE);
                    while (!said.startsWith("Listening on")) {
                        said = activator.nextLine(PATIENCE);
                    }
                    millis[i] = SleepingService.visit(port, new byte[] {Wire.CHURN}, List.of("C"));
                }
            } catch (IOException e) {
                throw new BenchException(SOCKET_ACTIVATION + ": " + e.getMessage(), e);
            }
        }
        return millis;
    }

    private static String path(String program) {
        return Programs.find(program).map(Path::toString).orElse(program);
    }
}
