/**
 * What the load does in the rounds. A workload is one file: what its threads do, the figures that come of it, and where
 * these are drawn. {@link dev.lull.bench.workload.Workloads} lists them; nothing else knows one by its name.
 */
@NullMarked
package dev.lull.bench.workload;

import org.jspecify.annotations.NullMarked;
