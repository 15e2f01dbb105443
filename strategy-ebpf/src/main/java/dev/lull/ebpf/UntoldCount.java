package dev.lull.ebpf;

/**
 * How many openings, or closings, listeners have not heard of one by one. Each of them makes one record, which comes or is
 * lost: the lost ones are untold, but for those that a comparison with the live connections tells all the same; and so are
 * closings whose record comes when nobody heard of the opening. Not safe for use by several threads.
 */
final class UntoldCount {

    private long lostBefore;
    private long lost;
    private long toldByComparing;
    private long passedOver;
    private long said;

    /** Begins anew with what had been lost by then, which nobody waits for. */
    void begin(long lostUntilNow) {
        lostBefore = lostUntilNow;
        lost = lostUntilNow;
        toldByComparing = 0;
        passedOver = 0;
        said = 0;
    }

    boolean hasLostMoreThan(long lostUntilNow) {
        return lost != lostUntilNow;
    }

    /** Those lost until now have been looked for among the live connections. */
    void compared(long lostUntilNow) {
        lost = lostUntilNow;
    }

    void toldByComparing() {
        toldByComparing++;
    }

    /** The record of one that was told by comparing was not lost: it comes after all. */
    void recordCame() {
        toldByComparing--;
    }

    void passedOver() {
        passedOver++;
    }

    /** How many more there are than were said. */
    long unsaid() {
        return lost - lostBefore - toldByComparing + passedOver - said;
    }

    void say(long number) {
        said += number;
    }
}
