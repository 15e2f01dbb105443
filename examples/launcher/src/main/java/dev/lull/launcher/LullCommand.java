package dev.lull.launcher;

import dev.lull.launcher.bench.BenchCommand;
import dev.lull.launcher.console.Console;
import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.control.RefusedException;
import dev.lull.launcher.control.client.HoldCommand;
import dev.lull.launcher.control.client.ListCommand;
import dev.lull.launcher.control.client.ReleaseCommand;
import dev.lull.launcher.control.client.StatusCommand;
import dev.lull.launcher.control.client.StopCommand;
import dev.lull.launcher.control.client.UnreachableException;
import dev.lull.launcher.control.client.WakeCommand;
import dev.lull.launcher.demo.DemoCommand;
import dev.lull.launcher.doctor.DoctorCommand;
import dev.lull.launcher.help.CompletionCommand;
import dev.lull.launcher.help.HelpCommand;
import dev.lull.launcher.help.ManualCommand;
import dev.lull.launcher.help.NearestName;
import dev.lull.launcher.option.ParameterComplaint;
import dev.lull.launcher.run.CannotWatchException;
import dev.lull.launcher.run.ConfigCommand;
import dev.lull.launcher.run.RunCommand;
import dev.lull.launcher.watch.WatchCommand;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code lull}: chooses the command, and turns whatever it ends with into an exit code. */
@Command(
        name = "lull",
        description = "Is anybody still using this TCP service? When nobody is, Lull stops it.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "\"lull help\" lists what there is to read."},
        subcommands = {
            RunCommand.class,
            ConfigCommand.class,
            StatusCommand.class,
            WatchCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            StopCommand.class,
            WakeCommand.class,
            ListCommand.class,
            DoctorCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            HelpCommand.class,
            CompletionCommand.class,
            ManualCommand.class
        })
public final class LullCommand implements Runnable {

    @Override
    public void run() {
        throw new UsageException(
                "no command: expected run, config, status, watch, hold, release, stop, wake, list, doctor, demo or"
                        + " bench");
    }

    /** Does what the command line says, and never throws. */
    static int execute(String... arguments) {
        return execute(System.err, arguments);
    }

    static int execute(PrintStream errors, String... arguments) {
        try {
            CommandLine commandLine = commandLine(errors);
            Optional<String> unreadable = LocaleArguments.complaint(arguments);
            return unreadable.isPresent()
                    ? usageError(errors, commandLine, unreadable.get())
                    : commandLine.execute(arguments);
        } catch (Throwable failure) { // an Error too: scripts rely on the exit code
            return internalError(errors, failure);
        }
    }

    private static CommandLine commandLine(PrintStream errors) {
        CommandLine lull = new CommandLine(new LullCommand())
                .setExpandAtFiles(false) // an @ among COMMAND's arguments is COMMAND's
                .setStopAtPositional(true)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler(
                        (failure, ignored) -> usageError(errors, failure.getCommandLine(), message(failure)))
                .setExecutionExceptionHandler((failure, command, ignored) -> failed(errors, command, failure));
        lull.getSubcommands().forEach((name, command) -> {
            if (!name.equals("run")) { // whose positional words are COMMAND's
                CommandLine ignored = command.setStopAtPositional(false);
            }
        });
        return lull;
    }

    private static int failed(PrintStream errors, CommandLine command, Exception failure) {
        if (failure instanceof UsageException) {
            return usageError(errors, command, String.valueOf(failure.getMessage()));
        }
        if (failure instanceof UnreachableException || failure instanceof RefusedException) {
            errors.println("lull: " + Console.oneLine(String.valueOf(failure.getMessage())));
            return failure instanceof RefusedException ? ExitCode.REFUSED : ExitCode.UNAVAILABLE;
        }
        if (failure instanceof CannotWatchException) {
            errors.println("lull: "
                    + String.valueOf(failure.getMessage())
                            .lines()
                            .map(Console::oneLine)
                            .collect(Collectors.joining("\n")));
            return ExitCode.UNAVAILABLE;
        }
        return internalError(errors, failure);
    }

    private static int usageError(PrintStream errors, CommandLine command, String message) {
        String name = command.getCommandSpec().qualifiedName();
        errors.println(name + ": " + Console.oneLine(message) + " (see \"" + name + " --help\")");
        return ExitCode.USAGE;
    }

    private static int internalError(PrintStream errors, Throwable failure) {
        errors.println("lull: internal error, please report it with what follows");
        failure.printStackTrace(errors);
        return ExitCode.INTERNAL;
    }

    private static String unknownOption(String word, CommandLine command) {
        List<CommandLine> all = new ArrayList<>(
                command.getCommandSpec().root().commandLine().getSubcommands().values());
        String elsewhere = all.stream()
                .filter(each -> names(each).contains(word))
                .findFirst()
                .map(each -> ", which is one of " + each.getCommandSpec().qualifiedName())
                .orElse("");
        return "unknown option " + word + (elsewhere.isEmpty() ? didYouMean(word, names(command)) : elsewhere);
    }

    private static List<String> names(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith("--"))
                .toList();
    }

    private static String didYouMean(String word, Collection<String> names) {
        return NearestName.of(word, names)
                .map(name -> ", did you mean " + name + "?")
                .orElse("");
    }

    private static String message(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            return unmatched.isUnknownOption()
                    ? unknownOption(word.replaceFirst("=.*", ""), failure.getCommandLine())
                    : "unknown command " + word
                            + didYouMean(
                                    word,
                                    failure.getCommandLine().getSubcommands().keySet());
        }
        return ParameterComplaint.of(failure);
    }
}
