package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.LogLines;
import dev.lull.contract.ManualClock;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StrategiesTest {

    private static final Availability WORKS = new Availability.Available("works");
    private static final Availability NEVER = new Availability.Unsupported("no CAP_BPF", "run as root");
    private static final Availability NOT_NOW = new Availability.Inconclusive("the kernel is busy");

    /** Says of itself what a test gave it. */
    private static class Scripted implements ActivityStrategyProvider {
        final FakeMonitor monitor = new FakeMonitor(new ManualClock());
        private final String name;
        private final Availability availability;

        Scripted(String name, Availability availability) {
            this.name = name;
            this.availability = availability;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public Availability probe() {
            return availability;
        }

        @Override
        public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
            return monitor;
        }
    }

    private static final class ThrowingAProbe extends Scripted {
        private final Throwable thrown;

        ThrowingAProbe(String name, Throwable thrown) {
            super(name, WORKS);
            this.thrown = thrown;
        }

        @Override
        public Availability probe() {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }
    }

    /** Loaded by name, from a service file. */
    public static final class Loadable extends Scripted {
        /** Called by the service loader. */
        public Loadable() {
            super("loadable", WORKS);
        }
    }

    /** Loaded by name, from a service file, and cannot be. */
    public static final class Unloadable extends Scripted {
        /** Called by the service loader. */
        public Unloadable() {
            super("unloadable", WORKS);
            throw new NoClassDefFoundError("jnr/ffi/Runtime");
        }
    }

    private static Strategies.Opened open(List<String> preferred, ActivityStrategyProvider... installed) {
        return open(preferred, InstalledStrategies.of(List.of(installed), List.of()));
    }

    private static Strategies.Opened open(List<String> preferred, InstalledStrategies installed) {
        return Strategies.open(preferred, OBSERVED, MonitorOptions.defaults(), UnaryOperator.identity(), installed);
    }

    @Test
    void choosesTheFirstOfThePreferredThatWorks() {
        Scripted first = new Scripted("a", WORKS);
        Strategies.Opened opened =
                open(List.of("c", "a", "b"), first, new Scripted("b", WORKS), new Scripted("c", NEVER));
        assertThat(opened.monitor()).isSameAs(first.monitor);
        assertThat(opened.passedOver()).isEqualTo(Map.of("c", NEVER.explanation()));
    }

    @Test
    void remembersThoseItPassedOverInOrder() {
        Strategies.Opened opened = open(
                List.of("z", "a", "m"), new Scripted("a", NOT_NOW), new Scripted("m", WORKS), new Scripted("z", NEVER));
        assertThat(opened.passedOver())
                .containsExactly(Map.entry("z", NEVER.explanation()), Map.entry("a", NOT_NOW.explanation()));
        assertThatThrownBy(() -> opened.passedOver().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void saysEachReasonAndCureWhereNoneWorks() {
        assertThatThrownBy(() -> open(List.of("b", "a"), new Scripted("a", NOT_NOW), new Scripted("b", NEVER)))
                .isInstanceOf(StrategyException.class)
                .hasMessage("no strategy works here: b: no CAP_BPF; run as root | a: the kernel is busy");
    }

    @Test
    void takesAProbeThatThrowsForOneThatDoesNotWork() {
        Scripted third = new Scripted("c", WORKS);
        Strategies.Opened opened = open(
                List.of("a", "b", "c"),
                new ThrowingAProbe("a", new IllegalStateException("a bug")),
                new ThrowingAProbe("b", new UnsatisfiedLinkError("no libjffi")),
                third);
        assertThat(opened.monitor()).isSameAs(third.monitor);
        assertThat(opened.passedOver().get("a")).asString().contains("its probe threw", "a bug");
        assertThat(opened.passedOver().get("b")).asString().contains("no libjffi");
    }

    @Test
    void selectsTheFirstOfThePreferredThatWorksOrSaysEachReason() {
        Scripted works = new Scripted("b", WORKS);
        InstalledStrategies installed = InstalledStrategies.of(List.of(works, new Scripted("a", NEVER)), List.of());
        assertThat(Strategies.select(List.of("a", "b"), installed)).isSameAs(works);
        assertThatThrownBy(() -> Strategies.select(List.of("a"), installed))
                .isInstanceOf(NoStrategyException.class)
                .hasMessage("no strategy works here: a: no CAP_BPF; run as root");
        assertThatIllegalArgumentException().isThrownBy(() -> Strategies.select(List.of(), installed));
        assertThatIllegalArgumentException().isThrownBy(() -> Strategies.select("b"));
    }

    @Test
    void passesOverAStrategyOfLullsThatIsNotThereAndNamesItsArtifact() {
        Scripted procfs = new Scripted("procfs", WORKS);
        InstalledStrategies installed = InstalledStrategies.of(List.of(procfs), List.of());
        assertThat(Strategies.select(List.of("ebpf", "procfs"), installed)).isSameAs(procfs);
        Strategies.Opened opened = open(List.of("ebpf", "procfs"), procfs);
        assertThat(opened.monitor()).isSameAs(procfs.monitor);
        assertThat(opened.passedOver())
                .containsExactly(Map.entry("ebpf", "not on the class path: add dev.lull:lull-strategy-ebpf"));
    }

    @Test
    void namesTheArtifactsWhereNoneOfThePreferredIsThere() {
        assertThatThrownBy(() -> Strategies.select("ebpf", "procfs"))
                .isInstanceOf(NoStrategyException.class)
                .hasMessage("no strategy works here: "
                        + "ebpf: not on the class path: add dev.lull:lull-strategy-ebpf | "
                        + "procfs: not on the class path: add dev.lull:lull-strategy-procfs");
    }

    @Test
    void logsInOneLineWhatWatchesAndWhyNothingBetterDoes() {
        try (LogLines lines = LogLines.of(Strategies.class.getName())) {
            Strategies.announced(
                    OBSERVED, open(List.of("ebpf", "a", "b"), new Scripted("a", NEVER), new Scripted("b", WORKS)));
            assertThat(lines.seenWithLevels())
                    .containsExactly("INFO watching port 22 with fake"
                            + "; ebpf is not used: not on the class path: add dev.lull:lull-strategy-ebpf"
                            + "; a is not used: no CAP_BPF; run as root");
        }
    }

    @Test
    void logsInOneLineWhichWasSelectedAndWhyNothingBetterWas() {
        try (LogLines lines = LogLines.of(Strategies.class.getName())) {
            Strategies.select(
                    List.of("uring", "b"), InstalledStrategies.of(List.of(new Scripted("b", WORKS)), List.of()));
            assertThat(lines.seenWithLevels())
                    .containsExactly("INFO watching with b (works)"
                            + "; uring is not used: not on the class path: add dev.lull:lull-strategy-uring");
        }
    }

    @Test
    void opensWithTheBestThatIsThere() {
        Scripted other = new Scripted("a", WORKS);
        Scripted procfs = new Scripted("procfs", WORKS);
        Scripted ebpf = new Scripted("ebpf", NEVER);
        assertThat(best(other, procfs, ebpf).open(OBSERVED)).isSameAs(procfs.monitor);
        assertThat(best(other, ebpf).open(OBSERVED)).isSameAs(other.monitor);
        assertThat(best(other, procfs, ebpf).probe().explanation())
                .isEqualTo("watching with procfs (works); ebpf is not used: no CAP_BPF; run as root");
    }

    @Test
    void leavesOutOfTheBestWhatIsOfTheWrongKind() {
        Opening proxy = new Opening("proxy", WORKS, IN_PATH);
        Opening procfs = new Opening("procfs", WORKS, BESIDE);
        try (LogLines lines = LogLines.of(Strategies.class.getName())) {
            assertThat(best(procfs, proxy).open(PROXIED)).isSameAs(proxy.monitor);
            assertThat(lines.seen()).singleElement().asString().endsWith(" with fake");
        }
        assertThat(best(procfs).unfitFor(PROXIED)).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("none of procfs is of the kind that can watch "));
        assertThat(best(procfs, proxy).unfitFor(PROXIED)).isEmpty();
        assertThatThrownBy(() -> best(procfs).open(PROXIED))
                .isInstanceOf(NoStrategyException.class)
                .hasMessageContaining("procfs looks from beside the path");
    }

    @Test
    void saysOfTheBestWhyNoneWorks() {
        assertThatThrownBy(() -> best(new Scripted("ebpf", NEVER), new Scripted("procfs", NOT_NOW))
                        .open(OBSERVED))
                .isInstanceOf(NoStrategyException.class)
                .hasMessage("no strategy works here: ebpf: no CAP_BPF; run as root | procfs: the kernel is busy");
    }

    @Test
    void namesAllArtifactsWhereThereIsNoStrategyAtAll() {
        assertThatThrownBy(Strategies::best)
                .isInstanceOf(NoStrategyException.class)
                .hasMessage("no strategy is on the class path: add one or more of dev.lull:lull-strategy-ebpf,"
                        + " dev.lull:lull-strategy-procfs, dev.lull:lull-strategy-proxy, dev.lull:lull-strategy-uring");
    }

    @Test
    void saysThatServiceFilesWereOverwrittenWhereJarsWereMerged(@TempDir Path directory) throws Exception {
        Files.createFile(
                Files.createDirectories(directory.resolve("dev/lull/procfs")).resolve("ProcfsStrategyProvider.class"));
        InstalledStrategies merged = installed(directory, Loadable.class.getName());
        assertThatThrownBy(() -> Strategies.select(List.of("ebpf", "procfs"), merged))
                .isInstanceOf(NoStrategyException.class)
                .hasMessageContaining("ebpf: not on the class path: add ")
                .hasMessageContaining("procfs: its classes are here, but META-INF/services was overwritten")
                .hasMessageContaining("use ServicesResourceTransformer");
        assertThat(new BestStrategy(merged).probe().explanation())
                .contains("watching with loadable", "procfs is not used: its classes are here");
    }

    private static ActivityStrategyProvider best(ActivityStrategyProvider... installed) {
        return new BestStrategy(InstalledStrategies.of(List.of(installed), List.of()));
    }

    @Test
    void refusesAnUnknownNameEvenWhereABetterOneWorks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(List.of("a", "epbf"), new Scripted("b", WORKS), new Scripted("a", WORKS)))
                .withMessage("strategy: \"epbf\" is not known here, expected one of a, b, ebpf, procfs, proxy, uring");
    }

    @Test
    void refusesNoName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Strategies.open(MonitorTarget.port(1)))
                .withMessage("preferred: no strategy named, expected at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Strategies.open(List.of(), OBSERVED, MonitorOptions.defaults()));
    }

    @Test
    void takesTheFirstOfTwoWithTheSameName() {
        Scripted first = new Scripted("a", WORKS);
        assertThat(open(List.of("a"), first, new Scripted("a", NEVER)).monitor())
                .isSameAs(first.monitor);
    }

    @Test
    void opensWithTheDefaultsWhereNoOptionsAreGiven() {
        assertThatThrownBy(() -> new Opening("a", WORKS, BESIDE, new StrategyException("not to be opened here"))
                        .open(MonitorTarget.port(1)))
                .isInstanceOf(StrategyException.class)
                .hasMessage("not to be opened here");
    }

    @Test
    void knowsNoStrategyWhereNoneIsInstalled() {
        assertThat(Strategies.installed()).isEmpty();
        assertThat(Strategies.probeAll()).isEmpty();
    }

    @Test
    void loadsTheOthersWhereOneCannotBeLoaded(@TempDir Path directory) throws Exception {
        InstalledStrategies installed =
                installed(directory, "dev.lull.NoSuchStrategy", Unloadable.class.getName(), Loadable.class.getName());
        assertThat(installed.byName()).containsOnlyKeys("loadable");
        assertThat(installed.broken()).hasSize(2);
        Strategies.Opened opened = open(List.of("ebpf", "loadable"), installed);
        assertThat(installed.byName().get("loadable"))
                .isInstanceOfSatisfying(
                        Loadable.class, loadable -> assertThat(opened.monitor()).isSameAs(loadable.monitor));
        assertThat(opened.passedOver().get("ebpf")).asString().contains("dev.lull.NoSuchStrategy");
    }

    @Test
    void saysWhatCannotBeLoadedToWhoeverAsksForIt(@TempDir Path directory) throws Exception {
        InstalledStrategies installed = installed(directory, "dev.lull.NoSuchStrategy");
        assertThatThrownBy(() -> open(List.of("ebpf"), installed))
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("ebpf: ")
                .hasMessageContaining("dev.lull.NoSuchStrategy");
    }

    @Test
    void goesOnAfterAServiceFileThatIsNone(@TempDir Path directory) throws Exception {
        InstalledStrategies installed = installed(directory, "this is no class name");
        assertThat(installed.byName()).isEmpty();
        assertThat(installed.broken()).singleElement().asString().contains("META-INF/services");
    }

    private static InstalledStrategies installed(Path directory, String... lines) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.write(services.resolve(ActivityStrategyProvider.class.getName()), List.of(lines));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, StrategiesTest.class.getClassLoader())) {
            return InstalledStrategies.in(loader);
        }
    }

    /** Opens a monitor, or says why not. */
    private static final class Opening extends Scripted {
        private final boolean inPath;
        private final Optional<StrategyException> failure;
        private boolean probed;

        Opening(String name, Availability availability, boolean inPath, StrategyException... failure) {
            super(name, availability);
            this.inPath = inPath;
            this.failure = List.of(failure).stream().findFirst();
        }

        @Override
        public boolean inPath() {
            return inPath;
        }

        @Override
        public Availability probe() {
            probed = true;
            return super.probe();
        }

        @Override
        public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
            failure.ifPresent(thrown -> {
                throw thrown;
            });
            return monitor;
        }
    }

    private static final boolean BESIDE = false;
    private static final boolean IN_PATH = true;
    private static final MonitorTarget OBSERVED = MonitorTarget.port(22);
    private static final MonitorTarget PROXIED =
            new MonitorTarget.Proxied(new InetSocketAddress(2222), InetSocketAddress.createUnresolved("service", 22));

    private static Strategies.Opened open(
            MonitorTarget target, UnaryOperator<ActivityMonitor> around, ActivityStrategyProvider... installed) {
        return Strategies.open(
                List.of(installed).stream().map(ActivityStrategyProvider::name).toList(),
                target,
                MonitorOptions.defaults(),
                around,
                InstalledStrategies.of(List.of(installed), List.of()));
    }

    private static Strategies.Opened open(MonitorTarget target, ActivityStrategyProvider... installed) {
        return open(target, UnaryOperator.identity(), installed);
    }

    @Test
    void opensTheNextOneWhereOneThatWorksCannotOpenTheTarget() {
        Opening third = new Opening("c", WORKS, BESIDE);
        Strategies.Opened opened = open(
                OBSERVED,
                new Opening("a", NEVER, BESIDE),
                new Opening("b", WORKS, BESIDE, new StrategyException("no such cgroup; pass another")),
                third);
        assertThat(opened.monitor()).isSameAs(third.monitor);
        assertThat(opened.passedOver())
                .containsExactly(
                        Map.entry("a", "no CAP_BPF; run as root"), Map.entry("b", "no such cgroup; pass another"));
    }

    @Test
    void saysWhyNoneOpens() {
        assertThatThrownBy(() -> open(
                        OBSERVED,
                        new Opening("a", NOT_NOW, BESIDE),
                        new Opening("b", WORKS, BESIDE, new StrategyException("no such cgroup"))))
                .isInstanceOfSatisfying(NoStrategyException.class, none -> assertThat(none.passedOver())
                        .containsExactly(Map.entry("a", "the kernel is busy"), Map.entry("b", "no such cgroup")))
                .hasMessage("no strategy works here: a: the kernel is busy | b: no such cgroup");
    }

    @Test
    void passesOverAStrategyThatDoesNotFitTheTarget() {
        Opening inPath = new Opening("a", WORKS, IN_PATH);
        Opening beside = new Opening("b", WORKS, BESIDE);
        assertThat(open(OBSERVED, inPath, beside).passedOver().get("a")).contains("stands in the path");
        assertThat(open(PROXIED, beside, inPath).passedOver().get("b")).contains("looks from beside the path");
    }

    @Test
    void triesOneInThePathByOpeningIt() {
        Opening inPath = new Opening("a", NEVER, IN_PATH);
        assertThat(open(PROXIED, inPath).monitor()).isSameAs(inPath.monitor);
        assertThat(inPath.probed).isFalse();
    }

    @Test
    void closesAMonitorThatDoesNotSeeWhatIsNeededAndTakesTheNextOne() {
        Opening first = new Opening("a", WORKS, BESIDE);
        Opening second = new Opening("b", WORKS, BESIDE);
        Strategies.Opened opened = open(
                OBSERVED,
                monitor -> {
                    if (monitor == first.monitor) {
                        throw new StrategyException("a does not measure traffic");
                    }
                    return monitor;
                },
                first,
                second);
        assertThat(opened.monitor()).isSameAs(second.monitor);
        assertThat(opened.passedOver()).containsExactly(Map.entry("a", "a does not measure traffic"));
        assertThatIllegalStateException().isThrownBy(first.monitor::read);
    }
}
