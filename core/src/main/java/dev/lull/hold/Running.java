package dev.lull.hold;

import dev.lull.internal.linux.ProcessStat;

/** Tells processes that run from those that only wait for their parent to take notice. */
final class Running {

    private Running() {}

    static boolean isRunning(ProcessHandle process) {
        return process.isAlive()
                && ProcessStat.of(process.pid()).filter(ProcessStat::hasEnded).isEmpty();
    }
}
