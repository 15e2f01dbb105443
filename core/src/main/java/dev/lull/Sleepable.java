package dev.lull;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Can be put to sleep while nobody uses it, and woken when somebody comes: a child process, a pool, a cache, a program's
 * own listener. A {@link Sleeper} calls it, on its own thread: after a sleep that succeeded comes a wake, unless it is
 * stopped for good or {@linkplain Sleeper.Builder#thenSleepAs sleeps more deeply}, from where another one wakes it.
 */
public interface Sleepable {

    /**
     * Falls asleep. Whoever connects from then on must be seen by the sleeper's monitor and wait until it is awake again:
     * because its listening socket stays open, or because a relay or somebody else listens in its place.
     *
     * @param verdict for how long nobody was connected
     * @param door the way in, kept shut where {@link #endsConnections} and the monitor has one; it is opened after this
     *     call, and may be opened sooner, such as before the port is listened at by somebody else
     * @throws Exception if it cannot; it is awake then, or as it was, and the sleeper goes on watching. One that was to
     *     sleep more deeply is woken from its first sleep
     */
    void sleep(Verdict.ShutDown verdict, Door door) throws Exception;

    /**
     * Wakes up, and returns once clients can be served.
     *
     * @param wake what for
     * @throws Exception if it cannot; it is asleep then, and the sleeper tries again after a pause if somebody still
     *     waits
     */
    void wake(Wake wake) throws Exception;

    /**
     * Tells whether falling asleep ends connections. Then the monitor's {@link Door} is shut before the last look, so that
     * nobody slips in between that and the end. What keeps its connections, such as a frozen process, needs no door.
     *
     * @return by default true
     */
    default boolean endsConnections() {
        return true;
    }

    /**
     * Returns the door that is shut before the last look, in place of the monitor's: for one who receives clients while
     * the service is down, and can do so from that look on. Whoever comes then is seen by the monitor, and waits where he
     * is until the stop is called off or he is let through, while a SYN that is held is sent again only a second later.
     *
     * <p>It is opened as any other, after {@link #sleep} as well, and must keep whoever waits for a service asleep then.
     * It needs no time limit if what opens it ends with this process. Asked each time that the service has been woken.
     *
     * @return by default empty: the monitor's is used, if {@link #endsConnections}
     */
    default Optional<Door> ownDoor() {
        return Optional.empty();
    }

    /**
     * Tells after how long at most a wake that failed must be tried again, however often it has failed: whoever waits may be
     * waiting for a word at a certain time. Asked after each failure, on the sleeper's thread.
     *
     * @return a duration above zero, or empty if the sleeper's own pauses, a minute at most, are short enough; by default
     *     empty
     */
    default Optional<Duration> longestPause() {
        return Optional.empty();
    }

    /**
     * Calls pieces of code of a program that keeps its connections, and its listening sockets, while it sleeps.
     *
     * @param sleep gives back what is needed by nobody
     * @param wake takes it again
     * @return the sleepable; its {@link #endsConnections} is false
     * @throws NullPointerException if an argument is null
     */
    static Sleepable call(Runnable sleep, Runnable wake) {
        Objects.requireNonNull(sleep, "sleep");
        Objects.requireNonNull(wake, "wake");
        return new Sleepable() {
            @Override
            public void sleep(Verdict.ShutDown verdict, Door door) {
                sleep.run();
            }

            @Override
            public void wake(Wake cause) {
                wake.run();
            }

            @Override
            public boolean endsConnections() {
                return false;
            }
        };
    }

    /**
     * Freezes processes, such as a child process with all that it started; they keep their connections and their listening
     * sockets, and the kernel queues whoever connects.
     *
     * @param freezer of the processes; stays the caller's to close
     * @return the sleepable; its {@link #endsConnections} is false. Falling asleep throws {@link java.io.IOException} where
     *     they cannot be frozen, or have ended
     * @throws NullPointerException if {@code freezer} is null
     */
    static Sleepable freeze(ProcessFreezer freezer) {
        return new FreezingSleep(Objects.requireNonNull(freezer, "freezer"));
    }
}
