/** Tests of the races around idle stops. */
@NullMarked
package dev.lull.bench.race;

import org.jspecify.annotations.NullMarked;
