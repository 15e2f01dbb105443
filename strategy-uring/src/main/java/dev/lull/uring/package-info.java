/** The strategy {@code uring}: the relay of the strategy {@code proxy}, with io_uring carrying the bytes. */
@NullMarked
package dev.lull.uring;

import org.jspecify.annotations.NullMarked;
