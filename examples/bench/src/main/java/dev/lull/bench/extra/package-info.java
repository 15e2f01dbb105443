/** What is measured once, after the rounds: memory, system calls, latency of events, looks, idle stops. */
@NullMarked
package dev.lull.bench.extra;

import org.jspecify.annotations.NullMarked;
