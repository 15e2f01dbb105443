/** The figures of a watched service for Micrometer, which the program brings: {@link dev.lull.micrometer.LullMetrics}. */
@NullMarked
package dev.lull.micrometer;

import org.jspecify.annotations.NullMarked;
