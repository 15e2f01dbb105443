/** What a watcher does, as events of JDK Flight Recorder: {@link dev.lull.jfr.JfrEvents}. */
@NullMarked
package dev.lull.jfr;

import org.jspecify.annotations.NullMarked;
