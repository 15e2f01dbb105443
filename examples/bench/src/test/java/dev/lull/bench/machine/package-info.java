/** Tests of the harness. */
@NullMarked
package dev.lull.bench.machine;

import org.jspecify.annotations.NullMarked;
