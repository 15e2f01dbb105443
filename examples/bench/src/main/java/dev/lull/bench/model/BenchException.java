package dev.lull.bench.model;

/** A step could not be measured; the message says why. */
public final class BenchException extends Exception {

    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns the message. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
