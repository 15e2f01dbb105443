/**
 * The program {@code lull}: starts a service, watches it, and stops it when nobody uses it any more.
 *
 * <p>The one part of Lull that touches its JVM: {@link dev.lull.launcher.Main} alone ends it. Each command has a package
 * of its own below this one, and knows nothing of this one. Data flows one way: {@code config} reads a file, {@code option} makes values of words,
 * {@code run} does what they ask, {@code process} starts and ends COMMAND, {@code report} hears what happens and tells
 * it, and {@code console} writes it.
 */
@NullMarked
package dev.lull.launcher;

import org.jspecify.annotations.NullMarked;
