/** One run: its settings, what all its parts work with, and what it found. */
@NullMarked
package dev.lull.bench.run;

import org.jspecify.annotations.NullMarked;
