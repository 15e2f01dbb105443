package dev.lull.launcher.run;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a command line, the environment and a file ask for together.
 *
 * @param services in the order of their start; to be used only if there is no problem
 * @param problems all that is wrong, a line each, with its place
 */
record ServicePlans(List<ServicePlan> services, List<String> problems) {

    ServicePlans {
        services = List.copyOf(services);
        problems = List.copyOf(problems);
    }

    static ServicePlans of(List<ServicePlan> services, PlanProblems problems) {
        return new ServicePlans(
                services,
                Stream.concat(
                                problems.elsewhere().stream(),
                                problems.inFile().stream().map(Object::toString))
                        .toList());
    }
}
