/** Tests of {@code lull watch}. */
@NullMarked
package dev.lull.launcher.watch;

import org.jspecify.annotations.NullMarked;
