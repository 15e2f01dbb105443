/** Tests of the benchmarks: that they measure what they say. */
@NullMarked
package dev.lull.procfs;

import org.jspecify.annotations.NullMarked;
