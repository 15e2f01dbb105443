package dev.lull.launcher.run;

import dev.lull.launcher.config.KnownOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of {@code lull run}, as a file and the environment name them. */
final class RunOptions {

    /** Names the file, and so cannot be in it. */
    static final KnownOption CONFIG = new KnownOption("config", KnownOption.Form.TEXT, true);

    /** What can mean only one of several services. */
    static final List<String> OF_ONE_SERVICE = List.of("port", "listen", "to", "name");

    /** What a service is called. */
    static final String NAME = "name";

    /** What no service has for itself. */
    private static final Set<String> OF_WHOLE_RUN = Set.of("events", "metrics", "log-format", "quiet", "verbose");

    private RunOptions() {}

    /** Makes what parses the arguments of {@code lull run}, as it is set up for the program. */
    static CommandLine parser(RunCommand run) {
        return new CommandLine(run)
                .setExpandAtFiles(false)
                .setStopAtPositional(true)
                .setAbbreviatedOptionsAllowed(false);
    }

    /** Returns those that the environment may give: a file's, and the file itself. */
    static List<KnownOption> ofEnvironment(CommandSpec run) {
        return Stream.concat(Stream.of(CONFIG), of(run).stream()).toList();
    }

    /** Returns those that a file may have: all but those that ask for help, and {@link #CONFIG}. */
    static List<KnownOption> of(CommandSpec run) {
        return run.options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(option -> new KnownOption(name(option), form(option), OF_WHOLE_RUN.contains(name(option))))
                .filter(option -> !option.name().equals(CONFIG.name()))
                .toList();
    }

    /** Returns an option's longest name, without the dashes. */
    static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    private static KnownOption.Form form(OptionSpec option) {
        if (option.arity().max() == 0) {
            return KnownOption.Form.FLAG;
        }
        return option.isMultiValue() ? KnownOption.Form.LIST : KnownOption.Form.TEXT;
    }
}
