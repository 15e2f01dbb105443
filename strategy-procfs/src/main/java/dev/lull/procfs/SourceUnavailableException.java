package dev.lull.procfs;

/** A source does not work here: why, and what would make it work. */
final class SourceUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String cure;
    private final boolean passing;

    /**
     * Makes the exception.
     *
     * @param reason what was tried and what the system said
     * @param cure what would make it work
     * @param passing whether it may work the next time
     * @param cause what the system threw, if anything
     */
    SourceUnavailableException(String reason, String cure, boolean passing, Throwable cause) {
        super(reason, cause);
        this.cure = cure;
        this.passing = passing;
    }

    SourceUnavailableException(String reason, String cure) {
        super(reason);
        this.cure = cure;
        this.passing = false;
    }

    /** What went wrong, in one line for people. */
    String reason() {
        return String.valueOf(getMessage());
    }

    String cure() {
        return cure;
    }

    boolean passing() {
        return passing;
    }
}
