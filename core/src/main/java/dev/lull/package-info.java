/**
 * Is anybody still using this TCP service? Monitors answer with readings, a policy turns a reading into a verdict, a
 * watcher acts on it.
 *
 * <p>Data flows one way: strategy → {@link dev.lull.Reading} → {@link dev.lull.IdleShutdownPolicy} →
 * {@link dev.lull.Verdict} → {@link dev.lull.IdleWatcher} → {@link dev.lull.ShutdownAction}.
 */
@NullMarked
package dev.lull;

import org.jspecify.annotations.NullMarked;
