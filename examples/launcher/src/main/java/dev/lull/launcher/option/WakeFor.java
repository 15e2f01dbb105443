package dev.lull.launcher.option;

/** Who wakes COMMAND. */
public enum WakeFor {
    /** Those who keep it up when it is awake. */
    COUNTED,
    /** Those, too, who do not count. */
    EVERYBODY
}
