/** Tests of COMMAND and its family. */
@NullMarked
package dev.lull.launcher.process;

import org.jspecify.annotations.NullMarked;
