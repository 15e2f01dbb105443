/**
 * What is measured once, after the rounds: memory, system calls, latency of events, looks, idle stops.
 * {@link dev.lull.bench.extra.Measurements} names them, and all figures with those of the workloads.
 */
@NullMarked
package dev.lull.bench.extra;

import org.jspecify.annotations.NullMarked;
