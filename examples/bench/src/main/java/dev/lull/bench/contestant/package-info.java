/** Who is compared: the direct connection, Lull by each of its strategies, and the relays of others. */
@NullMarked
package dev.lull.bench.contestant;

import org.jspecify.annotations.NullMarked;
