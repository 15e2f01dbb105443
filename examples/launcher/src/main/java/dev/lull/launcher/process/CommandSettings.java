package dev.lull.launcher.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What COMMAND is and what it is started with. Immutable.
 *
 * @param words the program and its arguments; none for no COMMAND
 * @param user as whom; empty for the one that this process is
 * @param environment the variables that it gets beside Lull's own; they may be secrets
 * @param workingDirectory where; empty for Lull's own
 * @param service by which name it is told from the other COMMANDs of this process; empty if it is the only one
 */
public record CommandSettings(
        List<String> words,
        Optional<CommandUser> user,
        Map<String, String> environment,
        Optional<Path> workingDirectory,
        Optional<String> service) {

    /** Copies them. */
    public CommandSettings {
        words = List.copyOf(words);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** Makes those of an only COMMAND that is started as Lull was. */
    public static CommandSettings of(List<String> words) {
        return new CommandSettings(words, Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }

    /** Makes what starts it, with this process's own standard streams. */
    ProcessBuilder builder() throws CommandStartException {
        ProcessBuilder builder =
                user.map(somebody -> somebody.builder(words)).orElseGet(() -> new ProcessBuilder(words));
        builder.environment().putAll(environment);
        service.ifPresent(name -> builder.environment().put(ServiceProcesses.VARIABLE, name));
        if (workingDirectory.isPresent()) {
            Path directory = workingDirectory.get();
            // Java says of a directory that is missing what it says of a program.
            if (!Files.isDirectory(directory)) {
                throw CommandStartException.in(
                        directory, Files.exists(directory) ? "no directory" : "no such directory");
            }
            if (!Files.isExecutable(directory)) {
                throw CommandStartException.in(directory, "permission denied");
            }
            File file = directory.toFile();
            builder.directory(file);
        }
        return builder.inheritIO();
    }

    /** Shows it without the values of the environment. */
    @Override
    public String toString() {
        return "CommandSettings[" + words + ", environment " + environment.keySet() + "]";
    }
}
