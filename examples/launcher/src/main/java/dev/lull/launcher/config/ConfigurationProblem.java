package dev.lull.launcher.config;

/**
 * What is wrong with a file, and where.
 *
 * @param place where
 * @param complaint the key, what was found, and what was expected
 */
public record ConfigurationProblem(Place place, String complaint) {

    @Override
    public String toString() {
        return place + ": " + complaint;
    }
}
