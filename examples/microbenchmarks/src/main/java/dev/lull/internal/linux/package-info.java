/**
 * Benchmarks of what core keeps to its package for system calls. They lie here and not in that module's tests, so that one
 * jar runs all benchmarks and core's build needs no JMH.
 */
@NullMarked
package dev.lull.internal.linux;

import org.jspecify.annotations.NullMarked;
