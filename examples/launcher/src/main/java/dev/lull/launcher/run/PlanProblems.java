package dev.lull.launcher.run;

import dev.lull.launcher.config.ConfigurationProblem;
import dev.lull.launcher.config.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects what is wrong, each once and with the place where it was written. Not safe for several threads. */
final class PlanProblems {

    /** How a complaint begins that is about an option. */
    private static final Pattern ABOUT = Pattern.compile("--([a-z][a-z-]*)(?=[ :])");

    private static final Comparator<ConfigurationProblem> IN_ORDER = Comparator.comparingInt(
                    (ConfigurationProblem problem) -> problem.place().line())
            .thenComparingInt(problem -> problem.place().column());

    private final Set<String> elsewhere = new LinkedHashSet<>();
    private final Set<ConfigurationProblem> inFile = new LinkedHashSet<>();

    void addAll(Collection<ConfigurationProblem> problems) {
        inFile.addAll(problems);
    }

    void add(Optional<Place> place, String complaint) {
        place.ifPresentOrElse(
                where -> inFile.add(new ConfigurationProblem(where, complaint)), () -> elsewhere.add(complaint));
    }

    /**
     * Adds a complaint that calls an option by its name on the command line.
     *
     * @param given who gave which option
     * @param owner of all of them, for a complaint that is about none
     * @param name of the owner; empty if it has none
     */
    void add(String complaint, Map<String, GivenOption> given, Optional<Place> owner, String name) {
        Matcher about = ABOUT.matcher(complaint);
        GivenOption option = about.lookingAt() ? given.get(about.group(1)) : null;
        if (option != null) {
            add(option.place(), option.source() + complaint.substring(about.end()));
        } else {
            add(owner, (name.isEmpty() ? "" : name + ": ") + complaint);
        }
    }

    List<String> elsewhere() {
        return List.copyOf(elsewhere);
    }

    List<ConfigurationProblem> inFile() {
        List<ConfigurationProblem> sorted = new ArrayList<>(inFile);
        sorted.sort(IN_ORDER);
        return sorted;
    }
}
