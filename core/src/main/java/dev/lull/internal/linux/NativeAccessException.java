package dev.lull.internal.linux;

/** Native code cannot be loaded in this process; {@link #cure()} says what to do. */
public final class NativeAccessException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param reason what the class loader, the operating system or jnr-ffi said
     */
    public NativeAccessException(String reason) {
        super("jnr-ffi cannot be loaded: " + reason);
    }

    /**
     * Says what would make it work.
     *
     * @return one line for people
     */
    public String cure() {
        return "put jnr-ffi on the class path, allow native access (--enable-native-access=ALL-UNNAMED), and give"
                + " -Djava.io.tmpdir a directory that is writable and not mounted noexec";
    }

    /** The last cause in one line: jnr-ffi wraps what matters in several layers and whole stack traces. */
    static String reason(Throwable cause) {
        Throwable root = cause;
        for (Throwable next = root.getCause(); next != null; next = root.getCause()) {
            root = next;
        }
        String kind = root.getClass().getSimpleName();
        String message = root.getMessage();
        return message == null
                ? kind
                : kind + ": " + message.lines().findFirst().orElse("").strip();
    }
}
