package dev.lull.spi;

/**
 * Says that a look failed, so that nothing certain is known about the connections. The monitor turns it into an
 * unreadable reading.
 */
public final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param reason what could not be read, where, and what the system said; one line for people
     */
    public UnreadableException(String reason) {
        super(reason);
    }

    /**
     * Makes the exception.
     *
     * @param reason what could not be read, where, and what the system said; one line for people
     * @param cause what the system threw
     */
    public UnreadableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
