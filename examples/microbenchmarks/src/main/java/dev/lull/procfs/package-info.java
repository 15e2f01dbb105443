/**
 * Benchmarks of what the strategy procfs keeps to its package. They lie here and not in that module's tests, so that one
 * jar runs all benchmarks and no strategy's build needs JMH.
 */
@NullMarked
package dev.lull.procfs;

import org.jspecify.annotations.NullMarked;
