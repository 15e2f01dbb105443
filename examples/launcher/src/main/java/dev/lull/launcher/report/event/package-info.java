/** What can happen in a run: an event a file, with its line for people and its fields for programs. */
@NullMarked
package dev.lull.launcher.report.event;

import org.jspecify.annotations.NullMarked;
