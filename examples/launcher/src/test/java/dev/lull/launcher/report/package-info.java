/** Tests of what is told of a run. */
@NullMarked
package dev.lull.launcher.report;

import org.jspecify.annotations.NullMarked;
