/** Tests of the file of {@code --config}. */
@NullMarked
package dev.lull.launcher.config;

import org.jspecify.annotations.NullMarked;
