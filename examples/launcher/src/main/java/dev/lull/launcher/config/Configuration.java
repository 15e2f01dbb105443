package dev.lull.launcher.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file says, as far as it could be understood.
 *
 * @param file its name, as it was given
 * @param common the options at the top, by name: for each service that does not say otherwise
 * @param services in the order of their start, if no problem is in the way; one without a name where the whole file is one
 *     service
 * @param problems what is wrong with it, in the order of the file; empty if all is well
 */
public record Configuration(
        String file,
        Map<String, ConfiguredOption> common,
        List<ConfiguredService> services,
        List<ConfigurationProblem> problems) {

    /** Makes one that does not change. */
    public Configuration {
        common = Collections.unmodifiableMap(new LinkedHashMap<>(common));
        services = List.copyOf(services);
        problems = List.copyOf(problems);
    }
}
