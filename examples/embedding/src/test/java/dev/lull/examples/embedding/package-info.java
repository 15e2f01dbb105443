/** Runs the example as a user would. */
@NullMarked
package dev.lull.examples.embedding;

import org.jspecify.annotations.NullMarked;
