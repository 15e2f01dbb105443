package dev.lull.launcher.console;

import java.time.Clock;
import java.time.ZoneId;

/**
 * How a log is written.
 *
 * @param form what its lines look like
 * @param least the level below which nothing is told
 */
public record LogStyle(LogForm form, LogLevel least) {

    /**
     * Makes the style of the standard error stream, by where that leads: to the journal, or to people and files.
     *
     * @param json whether programs read it
     * @param asked the level below which nothing is told, unless {@code LULL_DEBUG} in the environment asks for all
     */
    public static LogStyle ofStandardError(boolean json, LogLevel asked) {
        LogLevel least = System.getenv("LULL_DEBUG") != null ? LogLevel.DEBUG : asked;
        Clock clock = Clock.system(ZoneId.systemDefault());
        boolean forJournal = JournalStream.isStandardError();
        if (json) {
            return new LogStyle(LogForm.json(clock, forJournal), least);
        }
        return new LogStyle(
                forJournal ? LogForm.prioritized(Console.SPEAKER) : LogForm.timed(clock, Console.SPEAKER), least);
    }
}
