/** Tests of the benchmarks: that they measure what they say. */
@NullMarked
package dev.lull.internal.linux;

import org.jspecify.annotations.NullMarked;
