/** Tests of what the commands print. */
@NullMarked
package dev.lull.launcher.control.client;

import org.jspecify.annotations.NullMarked;
