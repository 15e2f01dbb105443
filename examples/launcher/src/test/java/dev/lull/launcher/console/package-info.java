/** Tests of the lines and the log. */
@NullMarked
package dev.lull.launcher.console;

import org.jspecify.annotations.NullMarked;
