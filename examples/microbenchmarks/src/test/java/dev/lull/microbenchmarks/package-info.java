/** Tests of the benchmarks: that they measure what they say. */
@NullMarked
package dev.lull.microbenchmarks;

import org.jspecify.annotations.NullMarked;
