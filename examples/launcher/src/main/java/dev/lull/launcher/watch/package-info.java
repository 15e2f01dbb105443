/** The command {@code lull watch}: what is open, shown again and again, and who has left. */
@NullMarked
package dev.lull.launcher.watch;

import org.jspecify.annotations.NullMarked;
