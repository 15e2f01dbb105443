/** Clients that come at the very moment of an idle stop, and what becomes of them. */
@NullMarked
package dev.lull.bench.race;

import org.jspecify.annotations.NullMarked;
