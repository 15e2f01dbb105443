package dev.lull.launcher.run;

import dev.lull.launcher.config.Restart;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One service of a run: what is asked for it, checked.
 *
 * @param name what it is called; no other service of the run is called so
 * @param settings what {@code lull run} would do with it alone
 * @param after the names of those that are started before it; they come before it in the list of all
 * @param before lines for {@code sh -c} that must succeed, one after the other, before COMMAND is started
 * @param environment the variables that COMMAND gets beside Lull's own, and before them; they may be secrets
 * @param workingDirectory where COMMAND is started; empty for Lull's own
 * @param restart what becomes of it when COMMAND ends by itself
 */
record ServicePlan(
        String name,
        RunSettings settings,
        List<String> after,
        List<String> before,
        Map<String, String> environment,
        Optional<Path> workingDirectory,
        Restart restart) {

    ServicePlan {
        after = List.copyOf(after);
        before = List.copyOf(before);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** Makes the plan of a run that is described by its options alone. */
    static ServicePlan of(RunSettings settings) {
        return new ServicePlan(
                settings.control().name(), settings, List.of(), List.of(), Map.of(), Optional.empty(), Restart.NEVER);
    }

    /** Tells whether it asks for nothing but what options of {@code lull run} say. */
    boolean isPlain() {
        return after.isEmpty()
                && before.isEmpty()
                && environment.isEmpty()
                && workingDirectory.isEmpty()
                && restart == Restart.NEVER;
    }

    /** Shows it without the values of the environment. */
    @Override
    public String toString() {
        return "ServicePlan[" + name + ", " + settings.target() + ", environment " + environment.keySet() + "]";
    }
}
