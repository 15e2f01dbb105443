package dev.lull.bench.machine;

/**
 * What {@code /proc/PID/stat} says of one process; see proc_pid_stat(5).
 *
 * @param parent the parent's id
 * @param ownTicks time on a processor, in ticks of 10 ms
 * @param reapedTicks that of children which ended and were waited for
 */
record ProcessStat(long parent, long ownTicks, long reapedTicks) {

    /** USER_HZ is 100 on every architecture that Lull runs on: include/asm-generic/param.h. */
    static final long NANOS_PER_TICK = 10_000_000;

    private static final int PARENT = 1; // counted from the state, the first field after the name
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int REAPED_USER = 13;
    private static final int REAPED_SYSTEM = 14;

    /**
     * Reads the line.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ProcessStat parse(String line) {
        int nameEnd = line.lastIndexOf(')'); // a name may contain spaces and brackets
        String[] fields = line.substring(nameEnd + 1).strip().split(" ", -1);
        if (nameEnd < 0 || fields.length <= REAPED_SYSTEM) {
            throw new IllegalArgumentException("/proc/PID/stat: \"" + line.strip() + "\"");
        }
        return new ProcessStat(
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]),
                Long.parseLong(fields[REAPED_USER]) + Long.parseLong(fields[REAPED_SYSTEM]));
    }
}
