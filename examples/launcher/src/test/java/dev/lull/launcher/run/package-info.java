/** Tests of {@code lull run}, most of them with the program as a process of its own. */
@NullMarked
package dev.lull.launcher.run;

import org.jspecify.annotations.NullMarked;
