package dev.lull.launcher.run;

import dev.lull.launcher.config.KnownOption;
import dev.lull.launcher.help.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The options that variables of the environment give: {@code LULL_CHECK_INTERVAL} is {@code --check-interval}. An empty
 * variable gives none.
 *
 * @param options by name
 * @param hints what is perhaps a mistake, a line each
 * @param problems what certainly is one, a line each
 */
record OptionEnvironment(Map<String, GivenOption> options, List<String> hints, List<String> problems) {

    private static final String PREFIX = "LULL_";

    /** Those that are no options: of the script that starts the program, of its log, and of its build. */
    private static final List<String> OTHERS =
            List.of("LULL_JAVA_OPTIONS", "LULL_DEBUG", "LULL_OPTIONS", "LULL_RUN", "LULL_LAUNCHED", "LULL_SERVICE");

    static OptionEnvironment of(Map<String, String> environment, Collection<KnownOption> known) {
        Map<String, KnownOption> byVariable = known.stream()
                .collect(Collectors.toMap(
                        option -> variable(option.name()), option -> option, (a, b) -> a, TreeMap::new));
        Map<String, GivenOption> options = new LinkedHashMap<>();
        List<String> hints = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            KnownOption option = byVariable.get(variable);
            if (option == null) {
                hint(variable, byVariable.keySet()).ifPresent(hints::add);
            } else if (!value.isBlank()) {
                List<String> values = values(option, value);
                if (option.form() == KnownOption.Form.FLAG
                        && !List.of("true", "false").containsAll(values)) {
                    problems.add(variable + ": \"" + value + "\", expected true or false");
                    return;
                }
                options.put(option.name(), new GivenOption(option, variable, Optional.empty(), values));
            }
        });
        return new OptionEnvironment(options, hints, problems);
    }

    /** Returns the file that the environment names. */
    Optional<String> config() {
        return Optional.ofNullable(options.get(RunOptions.CONFIG.name()))
                .map(option -> option.values().get(0));
    }

    /** Tells whether the environment says nothing of a run, not even something wrong. */
    boolean isEmpty() {
        return options.isEmpty() && problems.isEmpty();
    }

    /** Returns the variable of an option. */
    static String variable(String option) {
        return PREFIX + option.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Optional<String> hint(String variable, Collection<String> known) {
        return variable.startsWith(PREFIX) && !OTHERS.contains(variable)
                ? NearestName.of(
                                variable.substring(PREFIX.length()),
                                known.stream()
                                        .map(name -> name.substring(PREFIX.length()))
                                        .toList())
                        .map(name ->
                                "the environment's " + variable + " is no option, did you mean " + PREFIX + name + "?")
                : Optional.empty();
    }

    private static List<String> values(KnownOption option, String value) {
        return switch (option.form()) {
            case TEXT -> List.of(value);
            // Whoever has a value with a comma or a blank in it writes one a line.
            case LIST ->
                Arrays.stream(value.split(value.contains("\n") ? "\n+" : "[,\\s]+"))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .toList();
            case FLAG ->
                List.of(
                        switch (value) {
                            case "1" -> "true";
                            case "0" -> "false";
                            default -> value;
                        });
        };
    }
}
