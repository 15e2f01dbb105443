/** Tests of {@code lull demo}. */
@NullMarked
package dev.lull.launcher.demo;

import org.jspecify.annotations.NullMarked;
