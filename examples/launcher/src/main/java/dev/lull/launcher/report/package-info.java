/**
 * What is told of a run: lines for people in {@code RunLog}, events for programs in {@code RunEventWriter}.
 *
 * <p>It hears, and decides nothing.
 */
@NullMarked
package dev.lull.launcher.report;

import org.jspecify.annotations.NullMarked;
