/** Tests of the list of what can be measured. */
@NullMarked
package dev.lull.bench.extra;

import org.jspecify.annotations.NullMarked;
