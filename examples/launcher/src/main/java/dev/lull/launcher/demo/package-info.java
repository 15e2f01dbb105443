/** {@code lull demo}: an SSH server and its client in this JVM, and an idle stop. */
@NullMarked
package dev.lull.launcher.demo;

import org.jspecify.annotations.NullMarked;
