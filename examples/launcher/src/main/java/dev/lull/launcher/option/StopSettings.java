package dev.lull.launcher.option;

import dev.lull.launcher.process.Termination;
import java.time.Duration;
import java.util.Optional;

/**
 * What is done about an idle service, checked.
 *
 * @param onIdle what to do
 * @param termination how COMMAND is ended
 * @param dryRun only to say it
 * @param warning what is said before; empty for nothing
 * @param beforeStop who may veto it; empty for nobody
 * @param doorTimeout for how long new connections may be held off before it is decided
 */
public record StopSettings(
        OnIdle onIdle,
        Termination termination,
        boolean dryRun,
        Optional<Warning> warning,
        Optional<BeforeStop> beforeStop,
        Duration doorTimeout) {}
