/** Tests of events. */
@NullMarked
package dev.lull.launcher.report.event;

import org.jspecify.annotations.NullMarked;
