package dev.lull.launcher.option;

import java.time.Duration;
import java.util.Optional;

/**
 * How COMMAND sleeps and is woken, checked.
 *
 * @param readyWhen when a COMMAND that was started can be given clients
 * @param startTimeout for how long they are held for it
 * @param minUptime how soon after it was woken it does not fall asleep again
 * @param minSleep how soon after it fell asleep it is not woken
 * @param maxStarts how often it is woken; empty for as often as it takes
 * @param wakesForIgnored whether those wake it, too, who do not keep it up
 * @param freezeAfter after how long without a connection it is frozen, before what {@code --on-idle} says; empty for never
 */
public record SleepSettings(
        ReadyWhen readyWhen,
        Duration startTimeout,
        Duration minUptime,
        Duration minSleep,
        Optional<StartLimit> maxStarts,
        boolean wakesForIgnored,
        Optional<Duration> freezeAfter) {}
