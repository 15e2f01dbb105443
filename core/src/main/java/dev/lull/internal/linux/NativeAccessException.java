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
        return cure(NativeAccessException.class.getModule().isNamed());
    }

    static String cure(boolean onModulePath) {
        return (onModulePath
                        ? "put jnr-ffi on the module path (with --add-modules ALL-MODULE-PATH where no module requires it)"
                        : "put jnr-ffi on the class path")
                + ", allow native access (" + permission(onModulePath)
                + "), and give -Djava.io.tmpdir a directory that is writable and not mounted noexec";
    }

    private static String permission(boolean onModulePath) {
        return "--enable-native-access=" + (onModulePath ? "org.jnrproject.jffi" : "ALL-UNNAMED");
    }

    /** The last cause in one line: jnr-ffi wraps what matters in several layers and whole stack traces. */
    static String reason(Throwable cause) {
        Throwable root = cause;
        for (Throwable next = root.getCause(); next != null; next = root.getCause()) {
            root = next;
        }
        if (String.valueOf(root).contains("IllegalCallerException")) { // jffi puts it into the message of its own error
            return "native access is denied, "
                    + permission(NativeAccessException.class.getModule().isNamed()) + " allows it";
        }
        String kind = root.getClass().getSimpleName();
        String message = root.getMessage();
        return message == null
                ? kind
                : kind + ": " + message.lines().findFirst().orElse("").strip();
    }
}
