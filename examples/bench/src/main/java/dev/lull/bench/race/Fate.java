package dev.lull.bench.race;

/** What became of a client that came at the moment of a stop. */
enum Fate {
    /** Served by the run that it came to. */
    SERVED,
    /** Its attempt was pending while that run ended, and a later run served it. */
    NEXT_RUN,
    /** Told that nobody listens: between two runs nobody does. */
    REFUSED,
    /** Its attempt was still pending when its patience ended. */
    PENDING,
    /** Connected, and cut off before it was served. */
    CUT
}
