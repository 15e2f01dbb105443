/** Tests of words into values. */
@NullMarked
package dev.lull.launcher.option;

import org.jspecify.annotations.NullMarked;
