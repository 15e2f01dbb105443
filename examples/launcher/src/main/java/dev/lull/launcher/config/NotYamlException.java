package dev.lull.launcher.config;

/** A file cannot be read, or is not YAML. */
final class NotYamlException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ConfigurationProblem problem;

    NotYamlException(Place place, String complaint) {
        super(complaint);
        this.problem = new ConfigurationProblem(place, complaint);
    }

    ConfigurationProblem problem() {
        return problem;
    }
}
