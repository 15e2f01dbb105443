/**
 * {@code lull run}: what it is asked to do, the watching, and why it ends.
 *
 * <p>{@code RunCommand} makes {@code RunSettings} of the command line, {@code RunSession} does what they ask, with COMMAND
 * as its {@code WatchedCommand} and the line of {@code --on-idle} as {@code OnIdleLine}, and tells each step to the listeners of {@code dev.lull.launcher.report}.
 */
@NullMarked
package dev.lull.launcher.run;

import org.jspecify.annotations.NullMarked;
