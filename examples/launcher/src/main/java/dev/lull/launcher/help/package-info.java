/** What the program says about itself: topics, manual pages, completion, and which name was meant. Knows only {@code console}. */
@NullMarked
package dev.lull.launcher.help;

import org.jspecify.annotations.NullMarked;
