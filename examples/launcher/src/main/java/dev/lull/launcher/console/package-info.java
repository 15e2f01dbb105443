/** How the program answers whoever started it: lines with the time of day, exit codes, its version. Knows no other room. */
@NullMarked
package dev.lull.launcher.console;

import org.jspecify.annotations.NullMarked;
