/**
 * What the load does in the rounds. A workload is one file: what its threads do, the figures that come of it, and where
 * these are drawn. To add one, write a class that implements {@link dev.lull.bench.workload.Workload}, with its threads
 * as a nested {@link dev.lull.bench.load.CrewWorker}, and name it in {@link dev.lull.bench.workload.Workloads#ALL}: tables,
 * charts, JSON, comparison and {@code --only} find it there.
 */
@NullMarked
package dev.lull.bench.workload;

import org.jspecify.annotations.NullMarked;
