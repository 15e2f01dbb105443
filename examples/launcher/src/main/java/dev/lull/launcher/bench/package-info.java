/** {@code lull bench}: the options of {@link dev.lull.bench.Bench}. */
@NullMarked
package dev.lull.launcher.bench;

import org.jspecify.annotations.NullMarked;
