package dev.lull.launcher.command;

import dev.lull.Door;
import java.io.IOException;
import java.util.Optional;

/** Where clients wait while COMMAND is not there. Each step comes after the one above it, on one thread; the door is for any. */
public interface WaitingRoom extends AutoCloseable {

    /**
     * Returns what is shut before the last look in place of the strategy's door: whoever comes then is received here.
     *
     * @return empty if nobody can be received before COMMAND is about to be ended
     */
    default Optional<Door> door() {
        return Optional.empty();
    }

    /**
     * Gets ready to receive them, or does so from now on: COMMAND, which nobody uses, is about to be ended.
     *
     * @param door shut; it is opened if they are received from now on
     * @throws IOException if nobody could be received, so that COMMAND must stay
     */
    void prepare(Door door) throws IOException;

    /**
     * Receives whoever comes from now on: COMMAND has ended.
     *
     * @param door shut until now, unless they were received before
     * @throws IOException if nobody can be received
     */
    void open(Door door) throws IOException;

    /**
     * Makes way for COMMAND, which is about to be started; whoever waits goes on waiting.
     *
     * @throws IOException if that is not possible
     */
    void makeWay() throws IOException;

    /**
     * Receives whoever comes from now on, beside those who wait: COMMAND could not be started.
     *
     * @throws IOException if nobody can be received
     */
    void reopen() throws IOException;

    /** Lets whoever comes from now on reach COMMAND, which listens at its port; whoever waits goes on waiting. */
    void listens();

    /** Lets everybody through to COMMAND, which is ready. */
    void letThrough();

    /**
     * Sends away whoever waits: COMMAND could not be started in time.
     *
     * @param reason why, for people
     */
    void dismiss(String reason);

    /** Sends away whoever is left. */
    @Override
    void close();
}
