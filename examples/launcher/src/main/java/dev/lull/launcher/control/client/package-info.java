/** The commands that ask a run over its control socket, and what they print of its answers. */
@NullMarked
package dev.lull.launcher.control.client;

import org.jspecify.annotations.NullMarked;
