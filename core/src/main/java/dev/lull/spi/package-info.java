/**
 * Defines what a strategy implements: {@link dev.lull.spi.ActivityStrategyProvider} is its entry for
 * {@link java.util.ServiceLoader}; a strategy that polls needs only a {@link dev.lull.spi.ConnectionSource} and leaves
 * the comparing of looks to {@link dev.lull.spi.PollingMonitor}.
 */
@NullMarked
package dev.lull.spi;

import org.jspecify.annotations.NullMarked;
