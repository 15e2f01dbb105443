/** Tests of what strategies build on. */
@NullMarked
package dev.lull.spi;

import org.jspecify.annotations.NullMarked;
