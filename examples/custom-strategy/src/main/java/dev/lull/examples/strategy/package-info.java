/** A strategy of somebody else's, as a model to copy. */
@NullMarked
package dev.lull.examples.strategy;

import org.jspecify.annotations.NullMarked;
