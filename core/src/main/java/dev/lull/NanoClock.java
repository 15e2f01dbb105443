package dev.lull;

/**
 * Tells the time that decisions are made with: monotonic, never the wall clock.
 *
 * <p>Only differences between two answers of the same clock mean anything: the origin is arbitrary and an answer may
 * be negative, so compare with {@code a - b > 0}, never with {@code a > b}. Implementations are safe for use by any
 * thread.
 */
@FunctionalInterface
public interface NanoClock {

    /**
     * Returns the current reading of this clock.
     *
     * @return nanoseconds since an arbitrary origin
     */
    long nanoTime();

    /**
     * Returns the JVM's own monotonic clock. On Linux it stands still while the machine is suspended
     * ({@code CLOCK_MONOTONIC}, clock_gettime(2)).
     *
     * @return {@link System#nanoTime()} as a clock
     */
    static NanoClock system() {
        return System::nanoTime;
    }

    /**
     * Returns a clock that goes on while the machine is suspended, as far as the machine has one: Linux's
     * {@code CLOCK_BOOTTIME} as {@code /proc/uptime} shows it, to 10 ms (proc(5)); elsewhere {@link #system()}. The
     * watcher compares it with the time it asked to sleep, so as to notice that the machine slept.
     *
     * @return a clock that counts suspended time where that can be known
     */
    static NanoClock includingSuspend() {
        return UptimeClock.orSystem();
    }
}
