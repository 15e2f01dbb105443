package dev.lull.launcher;

/**
 * A signal that this process got.
 *
 * @param name without SIG, such as {@code "TERM"}
 * @param number this platform's number
 */
record ReceivedSignal(String name, int number) {

    /** Tells whether it asks to end; the others are COMMAND's own business. */
    boolean asksToEnd() {
        return name.equals("TERM") || name.equals("INT");
    }

    @Override
    public String toString() {
        return "SIG" + name;
    }
}
