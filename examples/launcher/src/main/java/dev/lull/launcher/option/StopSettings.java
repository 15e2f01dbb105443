package dev.lull.launcher.option;

import dev.lull.launcher.process.Termination;

/**
 * What is done about an idle service, checked.
 *
 * @param onIdle what to do
 * @param termination how COMMAND is ended
 * @param dryRun only to say it
 */
public record StopSettings(OnIdle onIdle, Termination termination, boolean dryRun) {}
