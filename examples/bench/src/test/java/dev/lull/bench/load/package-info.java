/** Tests of load and service. */
@NullMarked
package dev.lull.bench.load;

import org.jspecify.annotations.NullMarked;
