/** Words of the command line into values, and values into the words that people write. */
@NullMarked
package dev.lull.launcher.option;

import org.jspecify.annotations.NullMarked;
