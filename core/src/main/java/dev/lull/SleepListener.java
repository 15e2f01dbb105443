package dev.lull;

import java.time.Duration;

/** Hears when a {@link Sleeper}'s service falls asleep and wakes up. All methods do nothing unless overridden. */
public interface SleepListener {

    /**
     * Hears that it is asleep.
     *
     * @param verdict for how long nobody was connected before
     * @param took how long falling asleep took
     */
    default void onAsleep(Verdict.ShutDown verdict, Duration took) {}

    /**
     * Hears that it begins to wake up.
     *
     * @param wake what for
     */
    default void onWaking(Wake wake) {}

    /**
     * Hears that it is awake.
     *
     * @param wake what for
     * @param took how long waking up took
     */
    default void onAwake(Wake wake, Duration took) {}

    /**
     * Hears that it could not be woken.
     *
     * @param wake what for
     * @param failure why
     * @param tryAgainAfter how soon it is tried again if somebody still waits; above zero
     */
    default void onNotWoken(Wake wake, Exception failure, Duration tryAgainAfter) {}

    /**
     * Hears that somebody waits, but that it has just fallen asleep, or was woken too often.
     *
     * @param wake what for
     * @param reason which of the two, in one line
     * @param wakesIn in how long it is woken if somebody still waits; above zero
     */
    default void onWakePutOff(Wake wake, String reason, Duration wakesIn) {}
}
