/** The launcher's tests: its parts in this JVM, the program itself as a process of its own. */
@NullMarked
package dev.lull.launcher;

import org.jspecify.annotations.NullMarked;
