package dev.lull.proxy;

import java.util.List;
import org.junit.jupiter.api.TestInstance;

/**
 * A test of the relay that runs over each data path. A module with a data path of its own extends the test and overrides
 * {@link #paths}. One instance runs all of a class's tests, because it is asked for the paths: it keeps nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
interface OverEachPath {

    /** The paths to run over. */
    default List<RelayPath> paths() {
        return List.of(ProxyPath.values());
    }

    /** The paths for what takes long. */
    default List<RelayPath> pathsWithPipes() {
        return paths().stream().filter(path -> !path.isShortOfPipes()).toList();
    }
}
