/**
 * The figures of a watched service, counted from what its watcher says: {@link dev.lull.metrics.WatchTally} counts,
 * {@link dev.lull.metrics.WatchMeter} names each of them. {@code dev.lull.micrometer} hands them to Micrometer.
 */
@NullMarked
package dev.lull.metrics;

import org.jspecify.annotations.NullMarked;
