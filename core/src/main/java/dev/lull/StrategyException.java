package dev.lull;

/**
 * A strategy is not available, or cannot open its target. The message names what failed, on what, what the system said,
 * and what to do about it.
 */
public sealed class StrategyException extends RuntimeException permits NoStrategyException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what failed and what to do about it
     */
    public StrategyException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what failed and what to do about it
     * @param cause what the system said
     */
    public StrategyException(String message, Throwable cause) {
        super(message, cause);
    }
}
