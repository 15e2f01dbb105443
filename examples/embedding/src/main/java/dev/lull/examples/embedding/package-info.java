/** The ten lines that a program writes to stop itself when nobody uses it. */
@NullMarked
package dev.lull.examples.embedding;

import org.jspecify.annotations.NullMarked;
