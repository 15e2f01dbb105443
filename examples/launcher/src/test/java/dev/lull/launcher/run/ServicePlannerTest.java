package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.MonitorTarget;
import dev.lull.launcher.config.KnownOption;
import dev.lull.launcher.config.Restart;
import dev.lull.launcher.option.OnIdle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Command line, environment and file are put together, and each complaint says where what it is about was written. */
class ServicePlannerTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("lull.yaml"), String.join("\n", lines) + "\n");
    }

    private static ServicePlanner planner(Map<String, String> environment, String... arguments) {
        CommandLine run = RunOptions.parser(new RunCommand());
        return new ServicePlanner(
                run.parseArgs(arguments),
                OptionEnvironment.of(environment, RunOptions.ofEnvironment(run.getCommandSpec())),
                RehearsedSocket::find);
    }

    private static ServicePlan only(ServicePlans plans) {
        assertThat(plans.problems()).isEmpty();
        assertThat(plans.services()).hasSize(1);
        return plans.services().get(0);
    }

    private static Duration idle(ServicePlan plan) {
        return plan.settings().policy().idleTimeout();
    }

    private List<String> problems(ServicePlans plans) {
        return plans.problems().stream()
                .map(problem -> problem.replace(folder + "/", ""))
                .toList();
    }

    @Test
    void hasTheCommandLineSayBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        Path file = file("idle: 1m", "services:", "  a:", "    port: 22", "    idle: 2m");
        Path top = file.resolveSibling("top.yaml");
        Files.writeString(top, "idle: 1m\nport: 22\n");
        Map<String, String> environment = Map.of("LULL_IDLE", "3m");
        assertThat(idle(only(planner(Map.of()).plan(top)))).hasMinutes(1);
        assertThat(idle(only(planner(Map.of()).plan(file)))).hasMinutes(2);
        assertThat(idle(only(planner(environment).plan(file)))).hasMinutes(3);
        assertThat(idle(only(planner(environment, "--idle", "4m").plan(file)))).hasMinutes(4);
        assertThat(idle(only(planner(environment, "--port", "22").plan()))).hasMinutes(3);
        assertThat(idle(only(planner(Map.of("LULL_PORT", "22")).plan()))).hasSeconds(60);
    }

    @Test
    void whoSaysWhatToWatchSaysAllOfIt() throws IOException {
        Path file = file("port: [22, 23]", "command: [a]");
        assertThat(only(planner(Map.of("LULL_PORT", "24, 25 26")).plan(file))
                        .settings()
                        .target())
                .isEqualTo(MonitorTarget.ports(new java.util.TreeSet<>(List.of(24, 25, 26))));
        ServicePlan inPath = only(planner(Map.of(), "--listen", "2222", "--to", "127.0.0.1:22", "--", "b", "c")
                .plan(file));
        assertThat(inPath.name()).isEqualTo("listen-2222");
        assertThat(inPath.settings().command()).containsExactly("b", "c");
    }

    @Test
    void plansTheExampleInTheOrderOfItsStart() {
        ServicePlans plans = planner(Map.of()).plan(Path.of("..", "config", "lull.yaml"));
        assertThat(plans.problems()).isEmpty();
        assertThat(plans.services()).extracting(ServicePlan::name).containsExactly("ssh", "db");
        ServicePlan db = plans.services().get(1);
        assertThat(idle(db)).hasMinutes(30);
        assertThat(db.settings().stop().onIdle()).isInstanceOf(OnIdle.Freeze.class);
        assertThat(db.settings().events()).contains("/var/log/lull.jsonl");
        assertThat(db.settings().filters().ignored()).hasSize(2);
        assertThat(db.after()).containsExactly("ssh");
        assertThat(db.before()).containsExactly("mkdir -p /run/postgresql");
        assertThat(db.environment()).containsEntry("PGDATA", "/data");
        assertThat(db.workingDirectory()).contains(Path.of("/data"));
        assertThat(db.restart()).isEqualTo(Restart.ON_FAILURE);
        assertThat(db.isPlain()).isFalse();
        assertThat(plans.services().get(0).isPlain()).isTrue();
    }

    @Test
    void saysWhereWhatOnlyTheOptionsKnowIsWrong() throws IOException {
        Path file = file(
                "idle: 10 mins",
                "services:",
                "  ssh:",
                "    port: [22, 70000]",
                "    command: sshd",
                "  db:",
                "    port: 5432",
                "    door-timeout: 25h",
                "  web:",
                "    on-idle: exit");
        assertThat(problems(planner(Map.of()).plan(file)))
                .containsExactly(
                        "lull.yaml:1:7: idle: \"10 mins\" is not a duration, expected one such as 90s, 5m, 1h30m or PT5M",
                        "lull.yaml:4:16: port: \"70000\" is not a port, expected a number from 1 to 65535");
        Files.writeString(file, Files.readString(file).replace("10 mins", "10m"));
        assertThat(problems(planner(Map.of()).plan(file)))
                .containsExactly(
                        "lull.yaml:4:16: port: \"70000\" is not a port, expected a number from 1 to 65535",
                        "lull.yaml:8:19: door-timeout: 1d1h, expected at most a day",
                        "lull.yaml:9:3: web: nothing to watch: give --port PORT, or --listen [ADDR:]PORT --to ADDR:PORT");
    }

    @Test
    void saysWhichVariableIsWrong() {
        assertThat(planner(Map.of("LULL_IDLE", "soon", "LULL_DRY_RUN", "perhaps"), "--port", "22")
                        .plan()
                        .problems())
                .containsExactly(
                        "LULL_DRY_RUN: \"perhaps\", expected true or false",
                        "LULL_IDLE: \"soon\" is not a duration, expected one such as 90s, 5m, 1h30m or PT5M");
        assertThat(planner(Map.of("LULL_FREEZE_AFTER", "5s"), "--port", "22")
                        .plan()
                        .problems())
                .containsExactly("LULL_FREEZE_AFTER: there is no COMMAND to freeze");
    }

    @Test
    void hintsAtAVariableThatIsNearlyAnOptions() {
        CommandLine run = RunOptions.parser(new RunCommand());
        OptionEnvironment environment = OptionEnvironment.of(
                Map.of(
                        "LULL_IDEL", "5m",
                        "LULL_JAVA_OPTIONS", "-Xmx1g",
                        "LULL_DEBUG", "1",
                        "LULL_SERVICE_HOST", "10.0.0.1",
                        "LULL_IDLE", "",
                        "IDLE", "5m"),
                RunOptions.ofEnvironment(run.getCommandSpec()));
        assertThat(environment.hints())
                .containsExactly("the environment's LULL_IDEL is no option, did you mean LULL_IDLE?");
        assertThat(environment.isEmpty()).isTrue();
    }

    @Test
    void refusesForSeveralServicesWhatCanMeanOnlyOne() throws IOException {
        Path file = file("services:", "  a: {port: 22}", "  b: {port: 23}");
        assertThat(problems(planner(Map.of("LULL_TO", "a:22"), "--port", "22", "--", "sleep")
                        .plan(file)))
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactly("--port", "LULL_TO", "COMMAND");
        assertThat(planner(Map.of("LULL_IDLE", "5s"), "--dry-run").plan(file).services())
                .hasSize(2)
                .allSatisfy(plan -> assertThat(idle(plan)).hasSeconds(5));
    }

    @Test
    void callsServicesByTheirKeysAndGivesEachASocketOfItsOwn() throws IOException {
        Path file = file("services:", "  a: {port: 22}", "  b: {port: 23}");
        assertThat(planner(Map.of()).plan(file).services())
                .extracting(plan -> plan.settings().control().name())
                .containsExactly("a", "b");
        assertThat(planner(Map.of(), "--control", "none").plan(file).problems()).isEmpty();
        assertThat(planner(Map.of(), "--control", "/x.sock").plan(file).problems())
                .containsExactly("--control: is another service's already");
    }

    @Test
    void refusesSurroundingsOfNoCommand() throws IOException {
        assertThat(problems(planner(Map.of()).plan(file("port: 22", "env: {A: b}"))))
                .containsExactly("lull.yaml:1:1: there is no command that before, env, working-directory or restart"
                        + " could be for");
    }

    @Test
    void plansASocketThatSystemdPassesWhereItIsOnlyChecked() throws IOException {
        ServicePlan plan = only(planner(Map.of()).plan(file("listen: systemd", "to: 127.0.0.1:22")));
        assertThat(plan.name()).isEqualTo("listen-systemd");
        assertThat(PlanSummary.of(1, plan).get(0))
                .isEqualTo("1. listen-systemd: the socket that systemd passes in front of 127.0.0.1:22, idle 1m,"
                        + " on-idle exit");
    }

    /** What each option is given is what its own converter refuses or takes: it must get there under its name. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachOptionCanBeInTheFileAndInTheEnvironment(boolean inFile) throws IOException {
        CommandLine run = RunOptions.parser(new RunCommand());
        Set<String> expected = run.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith("--"))
                .map(name -> name.substring(2))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        expected.removeAll(Set.of("help", "version", "config"));
        List<KnownOption> known = RunOptions.of(run.getCommandSpec());
        assertThat(known).extracting(KnownOption::name).containsExactlyInAnyOrderElementsOf(expected);
        for (KnownOption option : known) {
            String value = option.form() == KnownOption.Form.FLAG ? "perhaps" : "\u2603";
            List<String> told = new ArrayList<>();
            if (inFile) {
                told.addAll(problems(
                        planner(Map.of(), "--port", "22", "--", "true").plan(file(option.name() + ": " + value))));
            } else {
                told.addAll(planner(Map.of(OptionEnvironment.variable(option.name()), value), "--", "true")
                        .plan()
                        .problems());
            }
            assertThat(told).as(option.name()).noneMatch(line -> line.contains("no option"));
            if (option.form() == KnownOption.Form.FLAG) {
                assertThat(told).as(option.name()).anyMatch(line -> line.contains("expected true or false"));
            }
        }
    }
}
