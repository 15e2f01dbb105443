package dev.lull.launcher.metrics;

import dev.lull.metrics.WatchTally;

/**
 * A service whose figures are served.
 *
 * @param name what tells it from the others of this process
 * @param tally counts them
 * @param health whether its watching loop lives
 */
public record MeteredService(String name, WatchTally tally, LoopHealth health) {}
