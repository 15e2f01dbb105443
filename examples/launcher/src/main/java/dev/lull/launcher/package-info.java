/**
 * The program {@code lull}: starts a service, watches it, and stops it when nobody uses it any more.
 *
 * <p>The one part of Lull that touches its JVM: {@link dev.lull.launcher.Main} alone ends it, and only this package
 * handles signals. The commands parse and check ({@code RunCommand} makes {@code RunSettings}), {@code RunSession} does,
 * and everything worth knowing goes to {@code RunListener}s: one writes for people, one for programs.
 */
@NullMarked
package dev.lull.launcher;

import org.jspecify.annotations.NullMarked;
