/** The machine and its processes: starting and placing them, and what they use of it. */
@NullMarked
package dev.lull.bench.machine;

import org.jspecify.annotations.NullMarked;
