package dev.lull.launcher.process;

/**
 * A signal that this process got.
 *
 * @param name without SIG, such as {@code "TERM"}
 * @param number this platform's number
 */
public record ReceivedSignal(String name, int number) {

    /** Tells whether it asks to end; the others are COMMAND's own business. */
    public boolean asksToEnd() {
        return name.equals("TERM") || name.equals("INT");
    }

    @Override
    public String toString() {
        return "SIG" + name;
    }
}
