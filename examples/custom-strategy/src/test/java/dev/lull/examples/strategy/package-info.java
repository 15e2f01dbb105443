/** Tests of the strategy. */
@NullMarked
package dev.lull.examples.strategy;

import org.jspecify.annotations.NullMarked;
