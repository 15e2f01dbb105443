/** Benchmarks of what the strategy procfs keeps to its package. */
@NullMarked
package dev.lull.procfs;

import org.jspecify.annotations.NullMarked;
