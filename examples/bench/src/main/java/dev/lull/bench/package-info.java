/**
 * Compares whole processes: ways of watching and relays, each as its users run it. {@link dev.lull.bench.Bench} is the
 * entry; the launcher's {@code lull bench} calls it.
 */
@NullMarked
package dev.lull.bench;

import org.jspecify.annotations.NullMarked;
