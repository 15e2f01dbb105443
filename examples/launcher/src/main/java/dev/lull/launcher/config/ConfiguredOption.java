package dev.lull.launcher.config;

import java.util.List;

/**
 * An option of the file.
 *
 * @param option which one
 * @param place of its key
 * @param values of a flag {@code true} or {@code false}; none for an empty list
 */
public record ConfiguredOption(KnownOption option, Place place, List<ConfiguredText> values) {

    /** Makes one that does not change. */
    public ConfiguredOption {
        values = List.copyOf(values);
    }
}
