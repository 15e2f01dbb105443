/** Tests of what the program says about itself. */
@NullMarked
package dev.lull.launcher.help;

import org.jspecify.annotations.NullMarked;
