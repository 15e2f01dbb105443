package dev.lull.proxy;

import dev.lull.spi.ActivityStrategyProvider;
import java.util.Arrays;

/** A data path that the tests of the relay run over; each one is a constant of an enum. */
public interface RelayPath {

    /** Whose path this is. */
    ActivityStrategyProvider provider();

    /** Settings for this path. */
    RelayOptions.Builder options();

    /** Skips, or fails where this machine must have it, if the path is not available. */
    void requireMachine();

    /** Whether this is another path with fewer pipes than it would like: what takes long is not tested over it again. */
    default boolean isShortOfPipes() {
        return false;
    }

    /** The constant's name. */
    String name();

    /** What to tell a process by, for {@link #told}. */
    default String word() {
        return getClass().getName() + "." + name();
    }

    /** The path that a process was told of. */
    static RelayPath told(String word) throws ClassNotFoundException {
        int dot = word.lastIndexOf('.');
        RelayPath[] constants = Class.forName(word.substring(0, dot))
                .asSubclass(RelayPath.class)
                .getEnumConstants();
        return Arrays.stream(constants)
                .filter(each -> each.name().equals(word.substring(dot + 1)))
                .findFirst()
                .orElseThrow();
    }
}
