/** Tests of the control socket. */
@NullMarked
package dev.lull.launcher.control;

import org.jspecify.annotations.NullMarked;
