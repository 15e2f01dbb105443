/** What {@code lull run --metrics} serves: figures for Prometheus, and whether the watching loop lives. */
@NullMarked
package dev.lull.launcher.metrics;

import org.jspecify.annotations.NullMarked;
