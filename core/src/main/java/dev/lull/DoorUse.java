package dev.lull;

/** What becomes of the {@link Door} in a stop. */
enum DoorUse {
    /** It is shut before the last look, and stays so: the action ends the service. */
    SHUT,
    /** It is shut before the last look, and opened once the action is done: the service sleeps then, and can be woken. */
    SHUT_MEANWHILE,
    /** It stays open: the action cuts nobody off. */
    LEFT_OPEN
}
