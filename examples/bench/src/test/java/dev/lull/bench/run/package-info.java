/** Tests of what a run found. */
@NullMarked
package dev.lull.bench.run;

import org.jspecify.annotations.NullMarked;
