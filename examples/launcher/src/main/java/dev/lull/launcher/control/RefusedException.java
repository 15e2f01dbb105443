package dev.lull.launcher.control;

/** A run does not do what it is asked; the message is the one line that says why. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
