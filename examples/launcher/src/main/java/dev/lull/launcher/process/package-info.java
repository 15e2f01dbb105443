/** COMMAND and its family: starting them, passing signals on, and ending them, whichever way Lull ends. */
@NullMarked
package dev.lull.launcher.process;

import org.jspecify.annotations.NullMarked;
