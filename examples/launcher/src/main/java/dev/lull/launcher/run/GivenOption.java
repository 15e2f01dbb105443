package dev.lull.launcher.run;

import dev.lull.launcher.config.ConfiguredOption;
import dev.lull.launcher.config.ConfiguredText;
import dev.lull.launcher.config.KnownOption;
import dev.lull.launcher.config.Place;
import java.util.List;
import java.util.Optional;

/**
 * An option that somebody gave, wherever.
 *
 * @param option which one
 * @param source what it is called there: {@code --idle}, {@code LULL_IDLE}, or in a file {@code idle}
 * @param place where in a file; empty if it is in none
 * @param values as on the command line; of a flag {@code true} or {@code false}
 */
record GivenOption(KnownOption option, String source, Optional<Place> place, List<String> values) {

    GivenOption {
        values = List.copyOf(values);
    }

    static GivenOption of(ConfiguredOption option) {
        return new GivenOption(
                option.option(),
                option.option().name(),
                Optional.of(
                        option.values().isEmpty()
                                ? option.place()
                                : option.values().get(0).place()),
                option.values().stream().map(ConfiguredText::text).toList());
    }

    /** Returns it as words of a command line; none for a flag that is not set. */
    List<String> words() {
        String name = "--" + option.name();
        return option.form() == KnownOption.Form.FLAG
                ? (values.contains("true") ? List.of(name) : List.of())
                : values.stream().map(value -> name + "=" + value).toList();
    }
}
