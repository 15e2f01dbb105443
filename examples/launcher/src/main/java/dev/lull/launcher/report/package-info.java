/**
 * What is told of a run. {@code RunReport} makes events of what happens; {@code RunLog} writes their lines for people,
 * {@code EventsFile} their fields for programs. The words and fields themselves are those of each event.
 *
 * <p>It hears, and decides nothing.
 */
@NullMarked
package dev.lull.launcher.report;

import org.jspecify.annotations.NullMarked;
