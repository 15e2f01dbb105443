package dev.lull.launcher.console;

/** The command line asks for something that cannot be; the message is the one line that says so. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
