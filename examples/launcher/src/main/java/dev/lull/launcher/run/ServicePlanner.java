package dev.lull.launcher.run;

import dev.lull.MonitorTarget;
import dev.lull.launcher.config.Configuration;
import dev.lull.launcher.config.ConfigurationReader;
import dev.lull.launcher.config.ConfiguredOption;
import dev.lull.launcher.config.ConfiguredService;
import dev.lull.launcher.config.ConfiguredText;
import dev.lull.launcher.config.KnownOption;
import dev.lull.launcher.config.Place;
import dev.lull.launcher.config.Restart;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.option.ParameterComplaint;
import dev.lull.launcher.systemd.PassedSocket;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Makes plans of a command line, the environment and a file; for each single option they have the say in this order. Not
 * safe for several threads.
 */
final class ServicePlanner {

    private final Collection<KnownOption> known;
    private final Map<String, GivenOption> commandLine;
    private final List<String> command;
    private final OptionEnvironment environment;
    private final Function<Optional<String>, PassedSocket> sockets;
    private final CommandLine parser = RunOptions.parser(new RunCommand());
    private final PlanProblems problems = new PlanProblems();
    private final List<ServicePlan> plans = new ArrayList<>();

    /**
     * Makes a planner, which plans once.
     *
     * @param run the command line of {@code lull run}, parsed
     * @param environment what the environment gives
     * @param sockets finds the socket that {@code --listen systemd} means
     */
    ServicePlanner(ParseResult run, OptionEnvironment environment, Function<Optional<String>, PassedSocket> sockets) {
        this.known = RunOptions.of(run.commandSpec());
        this.commandLine = commandLine(run, known);
        this.command = run.matchedPositionals().stream() // the same one for each word
                .distinct()
                .flatMap(positional -> positional.originalStringValues().stream())
                .toList();
        this.environment = environment;
        this.sockets = sockets;
    }

    private static Map<String, GivenOption> commandLine(ParseResult run, Collection<KnownOption> known) {
        Map<String, KnownOption> byName = known.stream().collect(Collectors.toMap(KnownOption::name, option -> option));
        Map<String, GivenOption> given = new LinkedHashMap<>();
        run.matchedOptions().forEach(matched -> {
            KnownOption option = byName.get(RunOptions.name(matched));
            if (option != null) {
                List<String> values =
                        option.form() == KnownOption.Form.FLAG ? List.of("true") : matched.originalStringValues();
                given.put(option.name(), new GivenOption(option, "--" + option.name(), Optional.empty(), values));
            }
        });
        return given;
    }

    /** Plans the one service that command line and environment describe. */
    ServicePlans plan() {
        if (isEnvironmentRight()) {
            Map<String, GivenOption> given = OptionLayers.choose(List.of(commandLine, environment.options()));
            settings(given, command, Optional.empty(), "").ifPresent(settings -> plans.add(ServicePlan.of(settings)));
        }
        return ServicePlans.of(plans, problems);
    }

    /** Plans the services of a file. */
    ServicePlans plan(Path file) {
        Configuration configuration = ConfigurationReader.read(file, known);
        problems.addAll(configuration.problems());
        boolean environmentIsRight = isEnvironmentRight();
        boolean usable = meansNoSingleOneOf(configuration) && environmentIsRight;
        checkValues(configuration.common().values());
        configuration
                .services()
                .forEach(service -> checkValues(service.options().values()));
        if (usable) {
            Set<String> broken = broken(configuration);
            configuration.services().stream()
                    .filter(service -> !broken.contains(service.name().orElse("")))
                    .forEach(service -> plan(service, configuration.common()));
        }
        return ServicePlans.of(plans, problems);
    }

    private boolean isEnvironmentRight() {
        environment.problems().forEach(problem -> problems.add(Optional.empty(), problem));
        environment.options().values().forEach(option -> check(option));
        return problems.elsewhere().isEmpty();
    }

    private void checkValues(Collection<ConfiguredOption> options) {
        for (ConfiguredOption option : options) {
            for (ConfiguredText value : option.values()) {
                check(GivenOption.of(new ConfiguredOption(option.option(), option.place(), List.of(value))));
            }
        }
    }

    /** Has an option converted by itself. */
    private void check(GivenOption option) {
        try {
            parser.parseArgs(option.words().toArray(String[]::new));
        } catch (ParameterException e) {
            problems.add(
                    ParameterComplaint.of(e), Map.of(option.option().name(), option), option.place(), option.source());
        }
    }

    /** Of several services the command line and the environment do not say what can only mean one. */
    private boolean meansNoSingleOneOf(Configuration configuration) {
        if (configuration.services().size() < 2) {
            return true;
        }
        String reason = ": can mean one service only, and " + configuration.file() + " has several";
        for (Map<String, GivenOption> given : List.of(commandLine, environment.options())) {
            RunOptions.OF_ONE_SERVICE.stream()
                    .filter(given::containsKey)
                    .map(given::get)
                    .forEach(option -> problems.add(Optional.empty(), option.source() + reason));
        }
        if (!command.isEmpty()) {
            problems.add(Optional.empty(), "COMMAND" + reason);
        }
        return problems.elsewhere().isEmpty();
    }

    /**
     * Finds the services in whose lines something is wrong. What does not fit together there follows from that perhaps; what
     * is wrong at the top is part of all of them.
     */
    private Set<String> broken(Configuration configuration) {
        TreeMap<Integer, String> byLine = new TreeMap<>();
        configuration
                .services()
                .forEach(service ->
                        byLine.put(service.place().line(), service.name().orElse("")));
        Set<String> broken = new HashSet<>();
        problems.inFile().forEach(problem -> {
            Map.Entry<Integer, String> service =
                    byLine.floorEntry(problem.place().line());
            if (service == null) {
                broken.addAll(byLine.values());
            } else {
                broken.add(service.getValue());
            }
        });
        return broken;
    }

    private void plan(ConfiguredService service, Map<String, ConfiguredOption> common) {
        Map<String, GivenOption> given = OptionLayers.choose(
                List.of(commandLine, environment.options(), given(service.options()), given(common)));
        List<String> words = command.isEmpty() ? service.command() : command;
        Optional<Place> place = Optional.of(service.place());
        if (words.isEmpty() && needsCommand(service)) {
            problems.add(
                    place,
                    service.name().map(name -> name + ": ").orElse("")
                            + "there is no command that before, env, working-directory or restart could be for");
            return;
        }
        Optional<RunSettings> settings =
                settings(given, words, place, service.name().orElse(""));
        if (settings.isEmpty()) {
            return;
        }
        if (isControlTaken(settings.get())) {
            problems.add(
                    "--control: is another service's already",
                    given,
                    place,
                    service.name().orElse(""));
            return;
        }
        try {
            plans.add(new ServicePlan(
                    name(given, service, settings.get()),
                    settings.get(),
                    service.after().stream().map(ConfiguredText::text).toList(),
                    service.before(),
                    service.environment(),
                    service.workingDirectory().map(Path::of),
                    service.restart()));
        } catch (InvalidPathException e) { // in a locale that does not have its characters
            problems.add(place, "working-directory: " + e.getMessage());
        }
    }

    private static boolean needsCommand(ConfiguredService service) {
        return !service.before().isEmpty()
                || !service.environment().isEmpty()
                || service.workingDirectory().isPresent()
                || service.restart() != Restart.NEVER;
    }

    private static String name(Map<String, GivenOption> given, ConfiguredService service, RunSettings settings) {
        boolean unnamed = service.name().isEmpty() && !given.containsKey(RunOptions.NAME);
        return unnamed
                        && settings.target() instanceof MonitorTarget.Proxied proxied
                        && RehearsedSocket.isFrontend(proxied)
                ? "listen-systemd" // where it listens is known only when it is passed
                : settings.control().name();
    }

    private boolean isControlTaken(RunSettings settings) {
        return settings.control().path().isPresent()
                && plans.stream().anyMatch(plan -> plan.settings()
                        .control()
                        .path()
                        .equals(settings.control().path()));
    }

    private static Map<String, GivenOption> given(Map<String, ConfiguredOption> options) {
        Map<String, GivenOption> given = new LinkedHashMap<>();
        options.forEach((name, option) -> given.put(name, GivenOption.of(option)));
        return given;
    }

    /** Has all that is given for a service put together as though it were a command line. */
    private Optional<RunSettings> settings(
            Map<String, GivenOption> given, List<String> words, Optional<Place> place, String name) {
        List<String> arguments = new ArrayList<>();
        given.values().forEach(option -> arguments.addAll(option.words()));
        if (!name.isEmpty()) {
            arguments.add("--" + RunOptions.NAME + "=" + name);
        }
        if (!words.isEmpty()) {
            arguments.add("--");
            arguments.addAll(words);
        }
        RunCommand run = new RunCommand();
        try {
            RunOptions.parser(run).parseArgs(arguments.toArray(String[]::new));
            return Optional.of(run.settings(sockets));
        } catch (ParameterException e) {
            problems.add(ParameterComplaint.of(e), given, place, name);
        } catch (UsageException e) {
            problems.add(String.valueOf(e.getMessage()), given, place, name);
        }
        return Optional.empty();
    }
}
