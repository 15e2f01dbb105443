package dev.lull.launcher.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service of the file.
 *
 * @param name its key below {@code services}; empty where the whole file is one service
 * @param place of its name, or the beginning of the file
 * @param options its own options, by name
 * @param command the program and its arguments; empty if there is none
 * @param after the services that are started before it
 * @param before lines for {@code sh -c} that must succeed before its COMMAND is started, in this order
 * @param environment the variables that COMMAND gets beside Lull's own; they may be secrets
 * @param workingDirectory where COMMAND is started; empty for where Lull was
 * @param restart what becomes of it when COMMAND ends by itself
 */
public record ConfiguredService(
        Optional<String> name,
        Place place,
        Map<String, ConfiguredOption> options,
        List<String> command,
        List<ConfiguredText> after,
        List<String> before,
        Map<String, String> environment,
        Optional<String> workingDirectory,
        Restart restart) {

    /** Makes one that does not change. */
    public ConfiguredService {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        command = List.copyOf(command);
        after = List.copyOf(after);
        before = List.copyOf(before);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** Shows it without the values of {@code env}. */
    @Override
    public String toString() {
        return "ConfiguredService[" + name.orElse("") + " at " + place + ", " + options.keySet() + ", environment "
                + environment.keySet() + "]";
    }
}
