/** Tests of {@code lull bench}. */
@NullMarked
package dev.lull.launcher.bench;

import org.jspecify.annotations.NullMarked;
