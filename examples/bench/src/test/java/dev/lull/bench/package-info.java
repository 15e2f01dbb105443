/** Tests of the harness. */
@NullMarked
package dev.lull.bench;

import org.jspecify.annotations.NullMarked;
