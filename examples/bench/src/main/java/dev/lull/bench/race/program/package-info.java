/** Programs as they are installed, which races start and stop: how each is started, and what tells that it serves. */
@NullMarked
package dev.lull.bench.race.program;

import org.jspecify.annotations.NullMarked;
