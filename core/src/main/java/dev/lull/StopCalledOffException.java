package dev.lull;

/**
 * Says that a stop is not to be after all, although everything spoke for it: thrown by a {@link ShutdownAction} that finds a
 * {@link Hold} which came after the last look. Nothing has failed then: the watching goes on, and the door opens.
 */
public final class StopCalledOffException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message why, in one line
     */
    public StopCalledOffException(String message) {
        super(message);
    }
}
