package dev.lull.launcher.control.client;

/** No run can be asked; the message is the one line that says so. */
public final class UnreachableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public UnreachableException(String message) {
        super(message);
    }
}
