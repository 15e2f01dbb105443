/** Benchmarks of what dev.lull.internal.linux keeps to itself. */
@NullMarked
package dev.lull.internal.linux;

import org.jspecify.annotations.NullMarked;
